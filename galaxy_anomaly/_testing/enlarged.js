// Has the picture in cell `k` of the gallery grown to its full size?
k => {
  const picture = document.querySelectorAll('.ge-cell')[k].firstChild;
  return new DOMMatrix(getComputedStyle(picture).transform).a > 1.54;
};
