// Controls of the explorer that are cut off or lie on each other, one line for each fault.
// What is in a menu, in a table, in the close look or in the help may be scrolled to.
() => {
  const controls = '.ge button, .ge select, .ge input, .ge summary';
  const elsewhere = '.ge-menubox, .ge-look, .ge-cell, table, dialog';
  const name = e => e.title || e.ariaLabel || e.className;
  const seen = [...document.querySelectorAll(controls)].filter(
    e => e.checkVisibility() && !e.closest(elsewhere)
  );
  const boxes = seen.map(e => e.getBoundingClientRect());
  const faults = [];
  boxes.forEach((a, i) => {
    if (a.left < -1 || a.right > innerWidth + 1 || a.width < 14 || a.height < 14)
      faults.push(`outside ${name(seen[i])}`);
    boxes.slice(i + 1).forEach((b, j) => {
      const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (across > 2 && down > 2) faults.push(`overlap ${name(seen[i])},${name(seen[i + 1 + j])}`);
    });
  });
  if (document.documentElement.scrollWidth > innerWidth + 1) faults.push('scrolls sideways');
  return faults;
};
