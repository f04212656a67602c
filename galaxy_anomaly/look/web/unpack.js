// Columns, maps and neighbours out of one block of bytes; `head` says what lies where.
function unpack(head, buffer) {
  const kinds = {f4: Float32Array, f8: Float64Array, u4: Uint32Array, u2: Uint16Array};
  const get = b => new kinds[b.type](buffer, b.at, b.n);
  const columns = head.columns.map(c => ({
    ...c,
    values: Array.isArray(c.values) ? c.values : get(c.values),
    single: !Array.isArray(c.values) && c.values.type === 'f4'
  }));
  return {
    ...head,
    columns,
    maps: head.maps.map(m => ({name: m.name, x: get(m.x), y: get(m.y)})),
    near: head.near ? {k: head.near.k, rows: get(head.near.rows)} : null
  };
}
