// The cells of the gallery: [left, top, is the cell in view?, is its picture whole?] of each
() => {
  const g = document.querySelector('.ge-grid').getBoundingClientRect();
  return [...document.querySelectorAll('.ge-cell')].map(cell => {
    const c = cell.getBoundingClientRect();
    const p = cell.firstChild.getBoundingClientRect();
    const across = p.left >= g.left - 1 && p.right <= g.right + 1;
    const down = p.top >= g.top - 1 && p.bottom <= g.bottom + 1;
    return [c.left, c.top, c.bottom <= g.bottom + 1, across && down];
  });
};
