// Texts and attributes of the explorer that no one meant to be read, such as "[object HTMLElement]"
() => {
  const wrong = /\[object |\bundefined\b|\bNaN\b/;
  const found = [];
  const walk = document.createTreeWalker(document.querySelector('.ge'), NodeFilter.SHOW_ALL);
  for (let e = walk.currentNode; e; e = walk.nextNode()) {
    if (e.nodeType === Node.TEXT_NODE && wrong.test(e.data)) found.push(e.data.slice(0, 80));
    for (const a of e.attributes || [])
      if (wrong.test(a.value)) found.push(`${a.name}=${a.value.slice(0, 80)}`);
  }
  return found;
};
