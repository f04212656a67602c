// The explorer: a map, a gallery, a table and a close look at one object. It does not know where
// its data come from: `page.js` (one static file) and `widget.js` (a notebook) each hand it `data`
// and a `host`.
//
// data: what Python's `pack` sends, unpacked by `unpack.js`:
//   {title, note, n, ids, hash, maps: [{name, x, y}], near: {k, rows} or null, alike, sort, tint,
//    columns: [{name, unit, about, kind: 'num' | 'cat' | 'text', values, cats}]}
// host: what the surroundings can do:
//   rater                  who labels
//   has(kind)              are there pictures of this kind ('image', 'drawn')?
//   picture(row, kind)     {img, x, y, s}; null: later (then ui.pictures()); undefined: never
//   label(rows, word), tag(rows, text, off), undo(), selected(rows)
//   near(row)              row numbers, or a promise of them
//   link(id), download(name, text), saveLabels(), learn(), suggest(), stop(), find(text)
//
// Catalogue text only ever becomes text nodes and attributes: nothing here parses HTML.
function explorer(root, data, host) {
  'use strict';
  const WORDS = ['interesting', 'artefact', 'boring'],
    KEYS = {1: 0, i: 0, 2: 1, a: 1, 3: 2, b: 2};
  const {n, ids} = data,
    col = new Map(data.columns.map(c => [c.name, c])),
    dpr = Math.min(2, window.devicePixelRatio || 1);
  const S = {
    map: 0,
    tint: data.tint,
    sort: data.sort,
    down: data.sort !== 'rank',
    cut: -Infinity,
    lasso: null,
    found: null,
    only: '',
    where: [],
    page: 0,
    at: -1,
    view: 'gallery',
    mode: 'lasso',
    cx: 0,
    cy: 0,
    k: 1,
    columns: data.columns.slice(0, 7).map(c => c.name),
    labels: new Map(),
    tags: new Map()
  };
  let list = [],
    keep = new Uint8Array(n),
    draw = new Uint32Array(n),
    shade = new Uint8Array(n),
    byId = null,
    path = [],
    dirty = true;

  // ---- small helpers
  function h(tag, props, ...kids) {
    const e = document.createElement(tag);
    for (const [k, v] of Object.entries(props || {})) {
      if (v === null || v === undefined || v === false) continue;
      if (k.startsWith('on')) e.addEventListener(k.slice(2), v);
      else if (k in e && k !== 'list' && typeof v !== 'string') e[k] = v;
      else e.setAttribute(k, v === true ? '' : v);
    }
    e.append(...kids.flat(Infinity).filter(x => x !== null && x !== undefined));
    return e;
  }
  const row = id => {
    if (!byId) byId = new Map(ids.map((v, i) => [v, i]));
    return byId.has(id) ? byId.get(id) : -1;
  };
  const value = (c, i) => {
    const v = c.values[i];
    return c.kind === 'cat' ? c.cats[v] : v;
  };
  function show(c, i) {
    const v = value(c, i);
    if (typeof v !== 'number') return v === null || v === undefined ? '' : String(v);
    if (Number.isNaN(v)) return '–';
    if (Number.isInteger(v) && Math.abs(v) < 1e15) return String(v);
    if (c.name === 'ra' || c.name === 'dec') return v.toFixed(5);
    return Math.abs(v) >= 1e-3 && Math.abs(v) < 1e5
      ? String(+v.toPrecision(4))
      : v.toExponential(2);
  }
  const say = text => {
    status.textContent = text;
  };
  const later = f => {
    let on = false;
    return () => {
      if (!on) {
        on = true;
        requestAnimationFrame(() => {
          on = false;
          f();
        });
      }
    };
  };
  const dark = () => getComputedStyle(root).getPropertyValue('--dark').trim() === '1';

  // ---- the frame
  const status = h('div', {class: 'ge-status', role: 'status', 'aria-live': 'polite'});
  const select = (label, names, now, f) =>
    h(
      'label',
      {class: 'ge-field'},
      h('span', {}, label),
      h(
        'select',
        {onchange: e => f(e.target.value)},
        names.map(([v, t]) =>
          h('option', {value: String(v), selected: String(v) === String(now)}, t)
        )
      )
    );
  const button = (text, title, f, cls) =>
    h(
      'button',
      {type: 'button', class: 'ge-b ' + (cls || ''), title, 'aria-label': title, onclick: f},
      text
    );
  const search = h('input', {
    type: 'search',
    class: 'ge-search',
    placeholder: 'ids, name, “ra dec radius″”, or anomaly_z>2',
    'aria-label':
      'Search: ids, a name, a position with a radius in arcsec, or conditions on columns',
    onkeydown: e => {
      if (e.key === 'Enter') find(search.value);
    },
    onsearch: () => {
      if (!search.value) find('');
    }
  });
  const theme = button('◐', 'Dark or light', () => {
    root.dataset.theme = dark() ? 'light' : 'dark';
    host.theme && host.theme(root.dataset.theme);
    retint();
  });
  const head = h(
    'header',
    {class: 'ge-head'},
    h('div', {class: 'ge-title'}, h('h1', {}, data.title), h('p', {}, data.note || '')),
    search,
    theme,
    button('?', 'Keys and help', () =>
      help.showModal ? help.showModal() : help.setAttribute('open', '')
    )
  );
  const canvas = h('canvas', {
    class: 'ge-map',
    tabindex: 0,
    role: 'application',
    'aria-label':
      'Map of all objects. Arrow keys move, plus and minus zoom, Home shows all, Enter lists what is in view.'
  });
  const over = h('canvas', {class: 'ge-over', 'aria-hidden': 'true'}),
    tip = h('div', {class: 'ge-tip', hidden: true}),
    legend = h('div', {class: 'ge-legend'});
  const modes = ['lasso', 'move'].map(m =>
    button(
      m === 'lasso' ? 'Lasso' : 'Move',
      m === 'lasso' ? 'Drag to select (L)' : 'Drag to move (M)',
      () => setMode(m)
    )
  );
  const clear = button('Show all', 'Forget the selection, the search and the threshold (Esc)', () =>
    reset()
  );
  const tints = data.columns.filter(c => c.kind !== 'text').map(c => [c.name, c.name]);
  const mapBar = h(
    'div',
    {class: 'ge-bar'},
    data.maps.length > 1
      ? select(
          'Map',
          data.maps.map((m, i) => [i, m.name]),
          0,
          v => {
            S.map = +v;
            fit();
          }
        )
      : null,
    select('Colour', tints, S.tint, v => {
      S.tint = v;
      retint();
    }),
    h('span', {class: 'ge-group', role: 'group', 'aria-label': 'What dragging does'}, modes)
  );
  const zooms = h(
    'div',
    {class: 'ge-zoom'},
    button('+', 'Zoom in', () => zoom(1.6)),
    button('−', 'Zoom out', () => zoom(1 / 1.6)),
    button('⤢', 'Whole map (double click)', () => fit())
  );
  const nums = data.columns.filter(c => c.kind === 'num');
  S.axis = nums.some(c => c.name === data.tint) ? data.tint : (nums[0] || {}).name;
  const hist = h('canvas', {class: 'ge-hist', 'aria-hidden': 'true'}),
    cut = h('input', {
      type: 'range',
      min: 0,
      max: 1000,
      value: 0,
      class: 'ge-cut',
      'aria-label': 'Threshold',
      oninput: () => setCut(+cut.value)
    }),
    cutText = h('output', {class: 'ge-cuttext'}, 'all');
  const histBox = h(
    'div',
    {class: 'ge-histbox'},
    h(
      'div',
      {class: 'ge-bar'},
      select(
        'At least',
        nums.map(c => [c.name, c.name]),
        S.axis,
        v => {
          S.axis = v;
          cut.value = 0;
          setCut(0);
        }
      ),
      cutText
    ),
    h('div', {class: 'ge-histwrap'}, hist, cut)
  );
  const left = h(
    'section',
    {class: 'ge-left', 'aria-label': 'Map'},
    mapBar,
    h('div', {class: 'ge-mapwrap'}, canvas, over, legend, zooms, tip),
    nums.length ? histBox : null
  );

  const count = h('span', {class: 'ge-count'}),
    grid = h('div', {class: 'ge-grid', role: 'listbox', 'aria-label': 'Gallery', tabindex: 0}),
    table = h('div', {class: 'ge-tablewrap'});
  const tabs = ['gallery', 'table'].map(v =>
    h(
      'button',
      {
        type: 'button',
        role: 'tab',
        class: 'ge-b',
        'aria-selected': String(v === S.view),
        onclick: () => setView(v)
      },
      v[0].toUpperCase() + v.slice(1)
    )
  );
  const sortBy = h(
    'select',
    {
      'aria-label': 'Sort by',
      onchange: () => {
        S.sort = sortBy.value;
        S.down = S.sort !== 'rank';
        refresh();
      }
    },
    data.columns.map(c => h('option', {value: c.name, selected: c.name === S.sort}, c.name))
  );
  const sortDir = button('↓', 'Turn the order round', () => {
    S.down = !S.down;
    refresh();
  });
  const shown = h(
    'select',
    {
      'aria-label': 'Show labels',
      onchange: () => {
        S.only = shown.value;
        refresh();
      }
    },
    [
      ['', 'any label'],
      ['none', 'not labelled'],
      ...WORDS.map(w => [w, w]),
      ['tagged', 'tagged']
    ].map(([v, t]) => h('option', {value: v}, t))
  );
  const pageText = h('span', {class: 'ge-pagetext'}),
    pager = h(
      'div',
      {class: 'ge-bar ge-pager'},
      button('‹', 'Previous page (Page Up)', () => turn(-1)),
      pageText,
      button('›', 'Next page (Page Down)', () => turn(1))
    );
  const rater = h('input', {
    class: 'ge-rater',
    value: host.rater || 'me',
    size: 8,
    maxLength: 40,
    'aria-label': 'Who labels',
    title: 'Who labels',
    onchange: () => host.setRater && host.setRater(rater.value.trim() || 'me')
  });
  const menu = h(
    'details',
    {class: 'ge-menu'},
    h('summary', {class: 'ge-b'}, 'Save…'),
    h(
      'div',
      {class: 'ge-menubox'},
      button('Table of the list (CSV)', 'Download what is listed', () => saveTable()),
      col.has('ra')
        ? button('DS9 regions', 'Download the positions of what is listed', () => saveRegions())
        : null,
      button('Labels (CSV)', 'Download all labels', () => host.saveLabels()),
      host.zooniverse
        ? button('Zooniverse subjects', 'Write images and manifest.csv beside the run', () =>
            host.zooniverse(list)
          )
        : null
    )
  );
  const learnBar = host.learn
    ? [
        button('Learn', 'Sort by what the labels teach', () => host.learn()),
        button('Suggest', 'List what to label next', () => host.suggest())
      ]
    : [];
  const stop = button('Stop', 'Stop what is running', () => host.stop && host.stop(), 'ge-stop');
  stop.hidden = true;
  const right = h(
    'section',
    {class: 'ge-right', 'aria-label': 'List'},
    h(
      'div',
      {class: 'ge-bar'},
      h('span', {class: 'ge-group', role: 'tablist'}, tabs),
      count,
      clear
    ),
    h(
      'div',
      {class: 'ge-bar'},
      h('span', {class: 'ge-sort'}, sortBy, sortDir),
      shown,
      ...learnBar,
      menu
    ),
    grid,
    table,
    pager
  );
  const look = h('section', {class: 'ge-look', 'aria-label': 'Object', tabindex: -1});
  const keys = [
    ['← → ↑ ↓', 'move through the gallery'],
    ['1 or i', 'interesting'],
    ['2 or a', 'artefact'],
    ['3 or b', 'boring'],
    ['0', 'no label'],
    ['t', 'tag in your own words'],
    ['u', 'undo'],
    ['n', 'more like this'],
    ['Page Up, Page Down', 'turn the page'],
    ['/', 'search'],
    ['L, M', 'lasso, move the map'],
    ['Esc', 'show all']
  ];
  const help = h(
    'dialog',
    {class: 'ge-help', 'aria-label': 'Keys and help'},
    h('h2', {}, 'Keys'),
    h(
      'dl',
      {},
      keys.map(([k, t]) => [h('dt', {}, k), h('dd', {}, t)])
    ),
    h(
      'p',
      {},
      'On the map, drag round what you want to see, turn the wheel to zoom, click for one object. ' +
        'Search takes ids (several, separated by commas), part of a name, a position with a ' +
        'radius in arcsec (150.1 2.2 30), or conditions (anomaly_z>2 artefact_score<.5).'
    ),
    h('form', {method: 'dialog'}, h('button', {class: 'ge-b'}, 'Close'))
  );
  root.classList.add('ge');
  root.replaceChildren(
    head,
    h('main', {class: 'ge-main'}, left, right, look),
    h(
      'footer',
      {class: 'ge-foot'},
      status,
      stop,
      h('label', {class: 'ge-field'}, h('span', {}, 'Rater'), rater)
    ),
    help
  );

  // ---- colour
  const RAMP = {
    dark: [
      [58, 72, 110],
      [52, 110, 150],
      [60, 165, 150],
      [170, 205, 100],
      [255, 214, 90],
      [255, 245, 210]
    ],
    light: [
      [176, 190, 212],
      [112, 150, 205],
      [86, 96, 190],
      [140, 55, 160],
      [176, 24, 96],
      [110, 5, 30]
    ]
  };
  const HUES = [
    [78, 150, 230],
    [240, 150, 60],
    [90, 185, 110],
    [225, 90, 95],
    [160, 125, 215],
    [185, 135, 105],
    [235, 140, 200],
    [140, 150, 160],
    [200, 195, 70],
    [75, 195, 205],
    [120, 110, 240],
    [245, 190, 130]
  ];
  function ramp() {
    const r = RAMP[dark() ? 'dark' : 'light'],
      out = new Uint8Array(768),
      c = col.get(S.tint);
    for (let i = 0; i < 256; i++)
      for (let j = 0; j < 3; j++) {
        const t = (i / 255) * (r.length - 1),
          a = Math.min(r.length - 2, t | 0);
        out[3 * i + j] =
          c && c.kind === 'cat'
            ? HUES[i % HUES.length][j]
            : r[a][j] + (r[a + 1][j] - r[a][j]) * (t - a);
      }
    return out;
  }
  let rgb = ramp();
  function span(c) {
    if (c.span) return c.span;
    const v = Float64Array.from(n > 2e5 ? c.values.filter((_, i) => i % 10 === 0) : c.values)
      .filter(Number.isFinite)
      .sort();
    return (c.span = v.length
      ? [
          v[Math.floor(0.01 * (v.length - 1))],
          v[Math.ceil(0.99 * (v.length - 1))],
          v[0],
          v[v.length - 1]
        ]
      : [0, 1, 0, 1]);
  }
  function retint() {
    const c = col.get(S.tint);
    rgb = ramp();
    if (!c) shade.fill(128);
    else if (c.kind === 'cat') for (let i = 0; i < n; i++) shade[i] = c.values[i] % 256;
    else {
      const [a, b] = span(c),
        f = 255 / (b - a || 1),
        flip = S.tint === 'rank' || /^[pq]_value$/.test(S.tint);
      for (let i = 0; i < n; i++) {
        const t = Math.max(0, Math.min(255, (c.values[i] - a) * f));
        shade[i] = flip ? 255 - t : t;
      }
    }
    legend.replaceChildren();
    legend.append(h('span', {class: 'ge-legname'}, S.tint || ''));
    if (c && c.kind === 'cat')
      c.cats
        .slice(0, 12)
        .forEach((t, i) =>
          legend.append(
            h(
              'span',
              {class: 'ge-key'},
              h('i', {style: `background:rgb(${HUES[i % 12]})`}),
              String(t)
            )
          )
        );
    else if (c) {
      const [a, b] = span(c),
        stops = [0, 51, 102, 153, 204, 255].map(
          i => `rgb(${rgb[3 * i]},${rgb[3 * i + 1]},${rgb[3 * i + 2]})`
        ),
        flip = S.tint === 'rank' || /^[pq]_value$/.test(S.tint);
      legend.append(
        h('span', {}, String(+(flip ? b : a).toPrecision(3))),
        h('i', {class: 'ge-ramp', style: `background:linear-gradient(90deg,${stops})`}),
        h('span', {}, String(+(flip ? a : b).toPrecision(3)))
      );
    }
    order();
    paint();
    paintHist();
  }
  function order() {
    // listed points last, and among them the highest on top: a counting sort
    const bins = new Uint32Array(513);
    for (let i = 0; i < n; i++) bins[((keep[i] << 8) | shade[i]) + 1]++;
    for (let i = 1; i < 513; i++) bins[i] += bins[i - 1];
    for (let i = 0; i < n; i++) draw[bins[(keep[i] << 8) | shade[i]]++] = i;
  }

  // ---- the map
  const X = () => data.maps[S.map].x,
    Y = () => data.maps[S.map].y;
  let W = 0,
    H = 0,
    image = null;
  function fit() {
    const m = data.maps[S.map];
    if (!m) return;
    let a = Infinity,
      b = -Infinity,
      c = Infinity,
      d = -Infinity;
    for (let i = 0; i < n; i++) {
      const x = m.x[i],
        y = m.y[i];
      if (x < a) a = x;
      if (x > b) b = x;
      if (y < c) c = y;
      if (y > d) d = y;
    }
    if (!(b >= a)) {
      a = c = 0;
      b = d = 1;
    }
    // the zoom buttons stand at the right, the legend at the bottom: no object under them
    const right = 40 * dpr,
      bottom = 22 * dpr;
    S.k = 0.92 * Math.min((W - right) / (b - a || 1), (H - bottom) / (d - c || 1)) || 1;
    S.k0 = S.k;
    S.cx = (a + b) / 2 + right / 2 / S.k;
    S.cy = (c + d) / 2 - bottom / 2 / S.k;
    paint();
  }
  function zoom(f, px, py) {
    px = px === undefined ? W / 2 : px;
    py = py === undefined ? H / 2 : py;
    const k = Math.max(S.k0 / 4, Math.min(S.k0 * 2000, S.k * f));
    S.cx += (px - W / 2) * (1 / S.k - 1 / k);
    S.cy -= (py - H / 2) * (1 / S.k - 1 / k);
    S.k = k;
    tip.hidden = true;
    paint();
  }
  const sx = i => (X()[i] - S.cx) * S.k + W / 2,
    sy = i => H / 2 - (Y()[i] - S.cy) * S.k;
  const paint = later(() => {
    if (!data.maps.length || !W || !H) return;
    const ctx = canvas.getContext('2d'),
      x = X(),
      y = Y(),
      k = S.k,
      ox = W / 2 - S.cx * k,
      oy = H / 2 + S.cy * k;
    if (!image || image.width !== W || image.height !== H) image = ctx.createImageData(W, H);
    const buf = new Uint32Array(image.data.buffer);
    buf.fill(0);
    let seen = 0;
    const few = [];
    for (let i = 0; i < n; i++) {
      const px = x[i] * k + ox,
        py = oy - y[i] * k;
      if (px >= 0 && px < W && py >= 0 && py < H) {
        seen++;
        if (few.length < 130 && keep[i]) few.push(i);
      }
    }
    const r = Math.max(0.5, Math.min(4.5, 2.2 * Math.sqrt(6000 / Math.max(seen, 1)))) * dpr,
      disc = [];
    const R = Math.ceil(r);
    for (let v = -R; v <= R; v++)
      for (let u = -R; u <= R; u++) {
        const c = Math.max(0, Math.min(1, r + 0.5 - Math.hypot(u, v)));
        if (c > 0.02) disc.push(u, v, c);
      }
    const gray = dark() ? [70, 76, 90] : [205, 210, 218];
    for (let j = 0; j < n; j++) {
      const i = draw[j],
        px = x[i] * k + ox,
        py = oy - y[i] * k;
      if (!(px >= -R && px < W + R && py >= -R && py < H + R)) continue;
      const on = keep[i],
        s = 3 * shade[i],
        cr = on ? rgb[s] : gray[0],
        cg = on ? rgb[s + 1] : gray[1],
        cb = on ? rgb[s + 2] : gray[2],
        qx = px | 0,
        qy = py | 0,
        strength = on ? 0.88 : 0.35;
      for (let q = 0; q < disc.length; q += 3) {
        const u = qx + disc[q],
          v = qy + disc[q + 1];
        if (u < 0 || v < 0 || u >= W || v >= H) continue;
        const at = v * W + u,
          old = buf[at],
          a = disc[q + 2] * strength,
          b = ((old >>> 24) / 255) * (1 - a),
          t = a + b;
        buf[at] =
          (((t * 255) << 24) |
            (((cb * a + ((old >> 16) & 255) * b) / t) << 16) |
            (((cg * a + ((old >> 8) & 255) * b) / t) << 8) |
            ((cr * a + (old & 255) * b) / t)) >>>
          0;
      }
    }
    ctx.putImageData(image, 0, 0);
    if (seen <= 130 && few.length) {
      const s = Math.round(34 * dpr);
      for (const i of few) {
        const p = host.picture(i, 'image');
        if (p) {
          const u = sx(i) - s / 2,
            v = sy(i) - s / 2;
          ctx.drawImage(p.img, p.x, p.y, p.s, p.s, u, v, s, s);
          ctx.strokeStyle = `rgb(${rgb[3 * shade[i]]},${rgb[3 * shade[i] + 1]},${rgb[3 * shade[i] + 2]})`;
          ctx.lineWidth = 1.5 * dpr;
          ctx.strokeRect(u, v, s, s);
        }
      }
    }
    if (!root.dataset.painted) root.dataset.first = String(Math.round(performance.now()));
    root.dataset.painted = String(+(root.dataset.painted || 0) + 1);
    paintOver();
  });
  const MARK = {interesting: '--good', artefact: '--bad', boring: '--dull'};
  const paintOver = later(() => {
    const ctx = over.getContext('2d'),
      css = getComputedStyle(root);
    ctx.clearRect(0, 0, W, H);
    if (!data.maps.length) return;
    ctx.lineWidth = 1.5 * dpr;
    for (const [i, w] of S.labels) {
      ctx.strokeStyle = css.getPropertyValue(MARK[w]);
      ctx.beginPath();
      ctx.arc(sx(i), sy(i), 6 * dpr, 0, 7);
      ctx.stroke();
    }
    if (S.at >= 0) {
      ctx.strokeStyle = css.getPropertyValue('--ink');
      ctx.lineWidth = 2 * dpr;
      ctx.beginPath();
      ctx.arc(sx(S.at), sy(S.at), 9 * dpr, 0, 7);
      ctx.stroke();
    }
    if (path.length) {
      ctx.strokeStyle = css.getPropertyValue('--accent');
      ctx.fillStyle = css.getPropertyValue('--wash');
      ctx.beginPath();
      path.forEach(([a, b], j) => (j ? ctx.lineTo(a, b) : ctx.moveTo(a, b)));
      ctx.closePath();
      ctx.fill();
      ctx.stroke();
    }
  });
  function nearest(px, py, reach) {
    let best = -1,
      d = (reach * dpr) ** 2;
    if (!data.maps.length) return -1;
    const x = X(),
      y = Y(),
      k = S.k,
      ox = W / 2 - S.cx * k,
      oy = H / 2 + S.cy * k;
    for (let i = 0; i < n; i++)
      if (keep[i]) {
        const u = x[i] * k + ox - px,
          v = oy - y[i] * k - py,
          q = u * u + v * v;
        if (q < d) {
          d = q;
          best = i;
        }
      }
    return best;
  }
  function inside(poly) {
    // row numbers within a polygon in canvas pixels
    const out = [],
      x = X(),
      y = Y(),
      m = poly.length;
    let a = Infinity,
      b = -Infinity,
      c = Infinity,
      d = -Infinity;
    for (const [u, v] of poly) {
      a = Math.min(a, u);
      b = Math.max(b, u);
      c = Math.min(c, v);
      d = Math.max(d, v);
    }
    for (let i = 0; i < n; i++) {
      const u = sx(i),
        v = sy(i);
      if (!(u >= a && u <= b && v >= c && v <= d)) continue;
      let on = false;
      for (let p = 0, q = m - 1; p < m; q = p++) {
        const [xp, yp] = poly[p],
          [xq, yq] = poly[q];
        if (yp > v !== yq > v && u < ((xq - xp) * (v - yp)) / (yq - yp) + xp) on = !on;
      }
      if (on) out.push(i);
    }
    return out;
  }
  function lasso(poly) {
    const t = performance.now();
    S.lasso = new Set(inside(poly));
    S.page = 0;
    refresh();
    root.dataset.lasso = String(Math.round(performance.now() - t));
    host.selected && host.selected([...S.lasso]);
    say(`${S.lasso.size.toLocaleString('en')} objects selected`);
  }
  let drag = null;
  const at = e => {
    const r = canvas.getBoundingClientRect();
    return [((e.clientX - r.left) * W) / r.width, ((e.clientY - r.top) * H) / r.height];
  };
  canvas.addEventListener('pointerdown', e => {
    canvas.setPointerCapture(e.pointerId);
    drag = {
      from: at(e),
      last: at(e),
      move: S.mode === 'move' || e.shiftKey || e.button === 1,
      far: 0
    };
    path = [];
    tip.hidden = true;
  });
  canvas.addEventListener('pointermove', e => {
    const p = at(e);
    if (!drag) {
      hover(p);
      return;
    }
    drag.far = Math.max(drag.far, Math.hypot(p[0] - drag.from[0], p[1] - drag.from[1]));
    if (drag.move) {
      S.cx -= (p[0] - drag.last[0]) / S.k;
      S.cy += (p[1] - drag.last[1]) / S.k;
      drag.last = p;
      paint();
    } else {
      const q = path[path.length - 1];
      if (!q || Math.hypot(p[0] - q[0], p[1] - q[1]) > 3) path.push(p);
      paintOver();
    }
  });
  canvas.addEventListener('pointerup', e => {
    const d = drag,
      p = path;
    drag = null;
    path = [];
    if (!d) return;
    if (d.far < 5 * dpr) {
      const i = nearest(...at(e), 14);
      if (i >= 0) pick(i, true);
    } else if (!d.move && p.length > 2) lasso(p);
    paintOver();
  });
  canvas.addEventListener('pointerleave', () => {
    tip.hidden = true;
  });
  canvas.addEventListener('dblclick', () => fit());
  canvas.addEventListener(
    'wheel',
    e => {
      e.preventDefault();
      zoom(Math.exp(-e.deltaY * 0.0016), ...at(e));
    },
    {passive: false}
  );
  canvas.addEventListener('keydown', e => {
    const step = (60 / S.k) * dpr,
      f = {
        ArrowLeft: () => {
          S.cx -= step;
        },
        ArrowRight: () => {
          S.cx += step;
        },
        ArrowUp: () => {
          S.cy += step;
        },
        ArrowDown: () => {
          S.cy -= step;
        },
        '+': () => zoom(1.4),
        '=': () => zoom(1.4),
        '-': () => zoom(1 / 1.4),
        Home: () => fit(),
        Enter: () =>
          lasso([
            [0, 0],
            [W, 0],
            [W, H],
            [0, H]
          ])
      }[e.key];
    if (f) {
      f();
      paint();
      e.preventDefault();
      e.stopPropagation();
    }
  });
  let hovered = -1;
  function hover(p) {
    const i = nearest(...p, 10);
    if (i === hovered && !tip.hidden) return;
    hovered = i;
    if (i < 0) {
      tip.hidden = true;
      return;
    }
    const cv = h('canvas', {width: 96, height: 96}),
      c = col.get(S.tint);
    put(cv, i, 'image');
    tip.replaceChildren(cv, h('div', {}, ids[i]), c ? h('div', {}, `${S.tint} ${show(c, i)}`) : '');
    tip.hidden = false;
    const u = sx(i) / dpr,
      v = sy(i) / dpr,
      w = W / dpr;
    tip.style.left = `${u > w - 150 ? u - 132 : u + 14}px`;
    tip.style.top = `${Math.max(4, Math.min(v - 60, H / dpr - 150))}px`;
  }
  function setMode(m) {
    S.mode = m;
    modes.forEach((b, j) => b.setAttribute('aria-pressed', String((j ? 'move' : 'lasso') === m)));
    canvas.style.cursor = m === 'move' ? 'grab' : 'crosshair';
  }

  // ---- threshold
  const cutAt = t => {
    const [, , a, b] = span(col.get(S.axis)),
      p = t / 1000;
    return p <= 0 ? -Infinity : a + (b - a) * p;
  };
  function setCut(t) {
    if (!S.axis) return;
    S.cut = cutAt(t);
    cutText.textContent = t <= 0 ? 'all' : `≥ ${+S.cut.toPrecision(3)}`;
    cut.setAttribute('aria-valuetext', cutText.textContent);
    S.page = 0;
    refresh();
  }
  function paintHist() {
    const c = col.get(S.axis),
      w = (hist.width = Math.max(1, Math.round(hist.clientWidth * dpr))),
      t = (hist.height = Math.max(1, Math.round(hist.clientHeight * dpr)));
    if (!c) return;
    const ctx = hist.getContext('2d'),
      [, , a, b] = span(c),
      m = 80,
      bins = new Float64Array(m),
      css = getComputedStyle(root);
    for (let i = 0; i < n; i++) {
      const v = c.values[i];
      if (Number.isFinite(v))
        bins[Math.max(0, Math.min(m - 1, Math.floor(((v - a) / (b - a || 1)) * m)))]++;
    }
    const top = Math.log1p(Math.max(...bins, 1)),
      edge = S.cut === -Infinity ? 0 : (S.cut - a) / (b - a || 1);
    for (let j = 0; j < m; j++) {
      const q = (Math.log1p(bins[j]) / top) * (t - 2);
      ctx.fillStyle = css.getPropertyValue((j + 1) / m > edge ? '--accent' : '--line');
      ctx.fillRect((j * w) / m, t - q, Math.max(1, w / m - dpr), q);
    }
  }

  // ---- what is listed
  const TEST = {
    '<': (a, b) => a < b,
    '>': (a, b) => a > b,
    '<=': (a, b) => a <= b,
    '>=': (a, b) => a >= b,
    '=': (a, b) => String(a) === String(b) || +a === +b
  };
  function refresh() {
    const c = col.get(S.axis),
      o = col.get(S.sort),
      hit = [];
    const base = S.found || S.lasso,
      conds = S.where.map(([k, f, v]) => [col.get(k), TEST[f], v]);
    const cutting = c && S.cut > -Infinity;
    for (let i = 0; i < n; i++) {
      let ok = (!base || base.has(i)) && (!cutting || c.values[i] >= S.cut);
      for (const [w, f, v] of conds) if (ok) ok = f(value(w, i), v);
      if (ok && S.only)
        ok =
          S.only === 'none'
            ? !S.labels.has(i)
            : S.only === 'tagged'
              ? S.tags.has(i)
              : S.labels.get(i) === S.only;
      keep[i] = ok ? 1 : 0;
      if (ok) hit.push(i);
    }
    if (S.order)
      hit.sort(
        (a, b) => (S.order.has(a) ? S.order.get(a) : n) - (S.order.has(b) ? S.order.get(b) : n)
      );
    else if (o) {
      const s = S.down ? -1 : 1,
        v = o.values;
      if (o.kind === 'num')
        hit.sort((a, b) => {
          const p = v[a],
            q = v[b];
          return p < q
            ? -s
            : p > q
              ? s
              : p === q
                ? a - b
                : Number.isNaN(p) - Number.isNaN(q) || a - b;
        });
      else hit.sort((a, b) => s * String(value(o, a)).localeCompare(String(value(o, b))) || a - b);
    }
    list = hit;
    S.page = Math.max(0, Math.min(S.page, pages() - 1));
    sortBy.value = S.sort;
    sortDir.textContent = S.down ? '↓' : '↑';
    count.textContent = `${list.length.toLocaleString('en')} of ${n.toLocaleString('en')}`;
    clear.hidden = list.length === n;
    order();
    paint();
    paintHist();
    fill();
  }
  function reset() {
    S.lasso = S.found = S.order = null;
    S.where = [];
    S.only = shown.value = '';
    search.value = '';
    cut.value = 0;
    S.cut = -Infinity;
    cutText.textContent = 'all';
    host.selected && host.selected([]);
    say('');
    refresh();
  }
  const per = () => {
      if (S.view === 'table') return 40;
      const w = perRow(),
        side = ((grid.clientWidth || 300) - 6) / w;
      return w * Math.max(2, Math.floor(((grid.clientHeight || 480) - 6) / (side + 18) + 0.15));
    },
    perRow = () => Math.max(2, Math.floor((grid.clientWidth || 300) / 84));
  const pages = () => Math.max(1, Math.ceil(list.length / per()));
  function turn(d) {
    const p = Math.max(0, Math.min(pages() - 1, S.page + d));
    if (p !== S.page) {
      S.page = p;
      fill();
      const r = pageRows();
      if (r.length) pick(d > 0 ? r[0] : r[r.length - 1]);
    }
  }
  const pageRows = () => list.slice(S.page * per(), (S.page + 1) * per());
  function setView(v) {
    S.view = v;
    S.page = 0;
    tabs.forEach((b, j) =>
      b.setAttribute('aria-selected', String((j ? 'table' : 'gallery') === v))
    );
    fill();
  }

  // ---- pictures
  const waiting = new Map();
  function put(cv, i, kind) {
    const p = host.picture(i, kind),
      ctx = cv.getContext('2d');
    if (!p) {
      if (p === null) waiting.set(cv, [i, kind]);
      return false;
    }
    ctx.imageSmoothingEnabled = p.s < cv.width / 3 ? false : true;
    ctx.clearRect(0, 0, cv.width, cv.height);
    ctx.drawImage(p.img, p.x, p.y, p.s, p.s, 0, 0, cv.width, cv.height);
    waiting.delete(cv);
    return true;
  }
  const pictures = later(() => {
    for (const [cv, [i, kind]] of [...waiting])
      if (!cv.isConnected) waiting.delete(cv);
      else if (put(cv, i, kind) && cv.done) cv.done();
    if (data.maps.length && S.k > 2 * S.k0) paint();
  });

  // ---- gallery and table
  function inward(e) {
    // an enlarged picture (.55 larger, see the style) grows away from the gallery's edges, which would clip it
    const cv = e.currentTarget.firstChild,
      r = e.currentTarget.getBoundingClientRect(),
      g = grid.getBoundingClientRect(),
      more = 0.55 * r.width;
    const from = (before, after) =>
      100 * Math.max(1 - Math.max(after, 0) / more, Math.min(0.5, Math.max(before, 0) / more));
    cv.style.transformOrigin = `${from(r.left - g.left, g.right - r.right)}% ${from(r.top - g.top, g.bottom - r.top - r.width)}%`;
  }
  function fill() {
    grid.hidden = S.view !== 'gallery';
    table.hidden = S.view !== 'table';
    const rows = pageRows(); // now: how many fit can only be measured of what is shown
    pageText.textContent = list.length
      ? `${(S.page * per() + 1).toLocaleString('en')}–${(S.page * per() + rows.length).toLocaleString('en')} of ${list.length.toLocaleString('en')}`
      : 'nothing here';
    for (const cv of waiting.keys()) if (!cv.isConnected) waiting.delete(cv);
    if (S.view === 'gallery') {
      grid.replaceChildren(
        ...rows.map(i => {
          const cv = h('canvas', {width: 96, height: 96});
          put(cv, i, 'image');
          return h(
            'div',
            {
              class: 'ge-cell',
              role: 'option',
              id: `ge-o${i}`,
              'data-row': String(i),
              onclick: () => pick(i, false),
              onpointerenter: inward
            },
            cv,
            h('span', {class: 'ge-badge'}),
            h('span', {class: 'ge-cap'}, caption(i))
          );
        })
      );
      if (!rows.length)
        grid.append(
          h(
            'p',
            {class: 'ge-empty'},
            n ? 'No object matches. Press Esc to show all.' : 'This list is empty.'
          )
        );
    } else {
      const cs = S.columns.map(k => col.get(k));
      const th = c =>
        h(
          'th',
          {
            scope: 'col',
            class: c.kind === 'num' ? 'ge-num' : '',
            'aria-sort': S.sort === c.name ? (S.down ? 'descending' : 'ascending') : 'none',
            title: [c.about, c.unit].filter(Boolean).join(' · ')
          },
          h(
            'button',
            {
              type: 'button',
              onclick: () => {
                S.down = S.sort === c.name ? !S.down : c.name !== 'rank';
                S.sort = c.name;
                S.order = null;
                refresh();
              }
            },
            c.name + (S.sort === c.name ? (S.down ? ' ↓' : ' ↑') : '')
          )
        );
      const chooser = h(
        'details',
        {class: 'ge-menu ge-cols'},
        h('summary', {class: 'ge-b'}, 'Columns'),
        h(
          'div',
          {class: 'ge-menubox'},
          data.columns.map(c =>
            h(
              'label',
              {},
              h('input', {
                type: 'checkbox',
                checked: S.columns.includes(c.name),
                onchange: e => {
                  S.columns = e.target.checked
                    ? [...S.columns, c.name]
                    : S.columns.filter(k => k !== c.name);
                  fill();
                }
              }),
              c.name
            )
          )
        )
      );
      table.replaceChildren(
        chooser,
        h(
          'table',
          {},
          h(
            'thead',
            {},
            h(
              'tr',
              {},
              h('th', {scope: 'col'}, 'object_id'),
              cs.map(th),
              h('th', {scope: 'col'}, 'label')
            )
          ),
          h(
            'tbody',
            {},
            rows.map(i =>
              h(
                'tr',
                {
                  'data-row': String(i),
                  tabindex: 0,
                  onclick: () => pick(i),
                  onfocus: () => {
                    if (S.at !== i) pick(i);
                  }
                },
                h('td', {class: 'ge-id'}, ids[i]),
                cs.map(c => h('td', {class: c.kind === 'num' ? 'ge-num' : ''}, show(c, i))),
                h('td', {}, S.labels.get(i) || '')
              )
            )
          )
        )
      );
    }
    marks();
  }
  const caption = i => {
    const c = col.get(S.sort);
    return c ? show(c, i) : ids[i];
  };
  function marks() {
    for (const e of root.querySelectorAll('[data-row]')) {
      const i = +e.dataset.row,
        w = S.labels.get(i) || '',
        on = i === S.at;
      e.dataset.label = w;
      e.classList.toggle('ge-on', on);
      if (e.getAttribute('role') === 'option') {
        e.setAttribute('aria-selected', String(on));
        e.setAttribute('aria-label', `${ids[i]}, ${S.sort} ${caption(i)}${w ? ', ' + w : ''}`);
        e.querySelector('.ge-badge').textContent =
          {interesting: '★', artefact: '✕', boring: '–'}[w] || '';
      } else if (e.lastChild && e.tagName === 'TR') e.lastChild.textContent = w;
    }
    if (S.at >= 0 && root.querySelector(`#ge-o${S.at}`))
      grid.setAttribute('aria-activedescendant', `ge-o${S.at}`);
    else grid.removeAttribute('aria-activedescendant');
  }

  // ---- one object
  function pick(i, fromMap) {
    if (!(i >= 0 && i < n)) return;
    S.at = i;
    host.link && host.link(ids[i]);
    if (fromMap) {
      const p = list.indexOf(i);
      if (p >= 0 && Math.floor(p / per()) !== S.page) {
        S.page = Math.floor(p / per());
        fill();
      }
    }
    marks();
    paintOver();
    object(i);
  }
  function percentile(c, i) {
    // part of all objects with a smaller value
    const v = c.values[i];
    if (!Number.isFinite(v)) return NaN;
    let less = 0,
      all = 0;
    for (let j = 0; j < n; j++) {
      const w = c.values[j];
      if (w === w) {
        all++;
        if (w < v) less++;
      }
    }
    return less / Math.max(1, all - 1);
  }
  function residual(i, boxes) {
    // image minus reconstruction, signed: red where the model drew too little light, blue where too much
    const a = host.picture(i, 'image'),
      b = host.picture(i, 'drawn');
    if (!a || !b) return false;
    const s = b.s,
      cut = p => {
        const c = h('canvas', {width: s, height: s}),
          x = c.getContext('2d', {willReadFrequently: true});
        x.drawImage(p.img, p.x, p.y, p.s, p.s, 0, 0, s, s);
        return x.getImageData(0, 0, s, s).data;
      };
    const p = cut(a),
      q = cut(b);
    boxes.forEach((cv, band) => {
      cv.width = cv.height = s;
      const x = cv.getContext('2d'),
        im = x.createImageData(s, s),
        d = im.data;
      for (let j = 0; j < 4 * s * s; j += 4) {
        const r = band
            ? p[j + band - 1] - q[j + band - 1]
            : (p[j] + p[j + 1] + p[j + 2] - q[j] - q[j + 1] - q[j + 2]) / 3,
          t = Math.min(1, Math.abs(r) / 90),
          f = r > 0 ? [215, 60, 40] : [40, 95, 215];
        for (let k = 0; k < 3; k++) d[j + k] = 244 + (f[k] - 244) * t;
        d[j + 3] = 255;
      }
      x.putImageData(im, 0, 0);
    });
    return true;
  }
  function links(ra, dec) {
    const p = `${ra.toFixed(6)}%20${dec >= 0 ? '%2B' : ''}${dec.toFixed(6)}`;
    return [
      ['Aladin', `https://aladin.cds.unistra.fr/AladinLite/?target=${p}&fov=0.02`],
      [
        'Legacy Surveys',
        `https://www.legacysurvey.org/viewer?ra=${ra.toFixed(6)}&dec=${dec.toFixed(6)}&layer=ls-dr10&zoom=16`
      ],
      ['ESASky', `https://sky.esa.int/esasky/?target=${p}&fov=0.02`],
      [
        'SIMBAD',
        `https://simbad.cds.unistra.fr/simbad/sim-coo?Coord=${p}&Radius=10&Radius.unit=arcsec`
      ],
      [
        'NED',
        `https://ned.ipac.caltech.edu/conesearch?search_type=Near%20Position%20Search&coordinates=${p}&radius=0.2`
      ]
    ].map(([t, u]) => h('a', {href: u, target: '_blank', rel: 'noopener noreferrer'}, t));
  }
  function object(i) {
    const fig = (kind, text) => {
      const cv = h('canvas', {
        width: kind === 'image' ? 288 : 144,
        height: kind === 'image' ? 288 : 144,
        role: 'img',
        'aria-label': text
      });
      put(cv, i, kind);
      return h('figure', {class: `ge-${kind}`}, cv, h('figcaption', {}, text));
    };
    const has = host.has && host.has('drawn'),
      res = has
        ? ['residual', 'R', 'G', 'B'].map(t =>
            h(
              'figure',
              {},
              h('canvas', {width: 48, height: 48, role: 'img', 'aria-label': `${t} residual`}),
              h('figcaption', {}, t)
            )
          )
        : [];
    const boxes = res.map(f => f.firstChild),
      drawn = has ? fig('drawn', 'reconstruction') : null,
      im = fig('image', 'image');
    const again = () => {
      residual(i, boxes);
    };
    im.firstChild.done = again;
    if (drawn) {
      drawn.firstChild.done = again;
      again();
    }
    const scores = data.columns.filter(
        c =>
          c.kind === 'num' &&
          (/(^|_)score$/.test(c.name) || c.name === 'anomaly_z' || c.name === 'learned')
      ),
      p = col.get('p_value'),
      q = col.get('q_value'),
      rank = col.get('rank'),
      artefact = col.get('artefact_score');
    const bars = scores.map(c => {
      const t = percentile(c, i);
      return h(
        'div',
        {class: 'ge-score', title: c.about || ''},
        h('span', {}, c.name),
        h(
          'span',
          {class: 'ge-meter', role: 'img', 'aria-label': `percentile ${Math.round(100 * t)}`},
          h('i', {style: `width:${Number.isNaN(t) ? 0 : 100 * t}%`})
        ),
        h('b', {}, show(c, i)),
        h(
          'span',
          {class: 'ge-pct'},
          Number.isNaN(t) ? '' : `${(100 * t).toFixed(t > 0.99 ? 1 : 0)}%`
        )
      );
    });
    const word = WORDS.map((w, j) =>
      h(
        'button',
        {
          type: 'button',
          class: 'ge-b ge-word',
          'data-word': w,
          'aria-pressed': String(S.labels.get(i) === w),
          onclick: () => label([i], S.labels.get(i) === w ? '' : w)
        },
        w,
        h('kbd', {}, String(j + 1))
      )
    );
    const tag = h('input', {
      class: 'ge-tag',
      placeholder: 'tag…',
      maxLength: 100,
      'aria-label': 'Tag in your own words',
      onkeydown: e => {
        if (e.key === 'Enter' && tag.value.trim()) {
          host.tag([i], tag.value);
          tag.value = '';
          grid.focus();
        }
      }
    });
    const near = h('div', {class: 'ge-near', role: 'group', 'aria-label': 'More like this'});
    const ra = col.get('ra'),
      dec = col.get('dec'),
      pos = ra && dec && Number.isFinite(ra.values[i]) && Number.isFinite(dec.values[i]);
    const name = col.get('iau_name'),
      reason = col.get('reason'),
      had = look.contains(root.getRootNode().activeElement);
    look.replaceChildren(
      ...[
        h(
          'div',
          {class: 'ge-lookhead'},
          h('h2', {}, ids[i]),
          h(
            'p',
            {},
            [
              name && value(name, i),
              rank ? `rank ${show(rank, i)}` : null,
              p ? `p ${show(p, i)}` : null,
              q ? `q ${show(q, i)}` : null,
              artefact ? `artefact ${show(artefact, i)}` : null
            ]
              .filter(Boolean)
              .join(' · ')
          )
        ),
        h('div', {class: 'ge-words', role: 'group', 'aria-label': 'Label'}, word, tag),
        S.tags.has(i)
          ? h(
              'div',
              {class: 'ge-tags'},
              S.tags.get(i).map(t =>
                h(
                  'button',
                  {
                    type: 'button',
                    class: 'ge-b',
                    title: 'Remove this tag',
                    onclick: () => host.tag([i], t, true)
                  },
                  t + ' ×'
                )
              )
            )
          : null,
        h(
          'div',
          {class: 'ge-pics'},
          im,
          has ? h('div', {class: 'ge-side'}, drawn, h('div', {class: 'ge-res'}, res)) : null
        ),
        reason && value(reason, i) ? h('p', {class: 'ge-reason'}, String(value(reason, i))) : null,
        pos
          ? h(
              'nav',
              {class: 'ge-links', 'aria-label': 'Elsewhere'},
              links(ra.values[i], dec.values[i])
            )
          : null,
        h('div', {class: 'ge-scores'}, bars),
        data.alike
          ? h(
              'div',
              {class: 'ge-bar'},
              h('h3', {}, 'More like this'),
              button('List them', 'Show the neighbours in the gallery (n)', () => like(i))
            )
          : null,
        data.alike ? near : null
      ].filter(Boolean)
    );
    if (had) (grid.hidden ? root : grid).focus({preventScroll: true});
    if (!data.alike) return;
    Promise.resolve(host.near(i)).then(rows => {
      if (S.at === i && rows)
        near.replaceChildren(
          ...Array.from(rows)
            .slice(0, 10)
            .map(j => {
              const cv = h('canvas', {width: 64, height: 64});
              put(cv, j, 'image');
              return h(
                'button',
                {
                  type: 'button',
                  class: 'ge-thumb',
                  title: ids[j],
                  'aria-label': `similar object ${ids[j]}`,
                  onclick: () => pick(j, true)
                },
                cv
              );
            })
        );
    });
  }
  function like(i) {
    if (!data.alike) {
      say('these objects have no features to compare');
      return;
    }
    Promise.resolve(host.near(i)).then(rows => {
      if (rows) listRows([i, ...rows], `most like ${ids[i]}`);
    });
  }
  function listRows(rows, text) {
    S.found = new Set(rows);
    S.order = new Map(Array.from(rows).map((r, j) => [r, j]));
    S.lasso = null;
    S.page = 0;
    refresh();
    if (rows.length) pick(rows[0]);
    say(`${rows.length} ${text}`);
  }

  // ---- labels
  function label(rows, w) {
    host.label(rows, w);
  }
  function setLabels(labels, tags) {
    S.labels = labels;
    S.tags = tags;
    marks();
    paintOver();
    if (S.at >= 0) object(S.at);
    const k = {};
    for (const w of labels.values()) k[w] = (k[w] || 0) + 1;
    say(
      labels.size
        ? `${labels.size} labelled: ` +
            WORDS.filter(w => k[w])
              .map(w => `${k[w]} ${w}`)
              .join(', ')
        : 'no labels yet'
    );
  }

  // ---- search
  function sexagesimal(t) {
    const m = /^([+-]?)(\d+)[:hd](\d+)[:m'](\d+(?:\.\d*)?)s?"?$/.exec(t);
    return m ? (m[1] === '-' ? -1 : 1) * (+m[2] + m[3] / 60 + m[4] / 3600) : NaN;
  }
  function cone(words) {
    const s = words.map(sexagesimal),
      f = words.map(w => (/^[+-]?\d+(\.\d*)?("|″|arcsec|'|d)?$/.test(w) ? parseFloat(w) : NaN));
    const a = Number.isFinite(s[0]) ? 15 * s[0] : f[0],
      d = Number.isFinite(s[1]) ? s[1] : f[1],
      r =
        words.length > 2 ? f[2] * (/'$/.test(words[2]) ? 60 : /d$/.test(words[2]) ? 3600 : 1) : 60;
    if (
      words.length < 2 ||
      words.length > 3 ||
      !Number.isFinite(a + d + r) ||
      Math.abs(d) > 90 ||
      !col.has('ra')
    )
      return null;
    const ra = col.get('ra').values,
      dec = col.get('dec').values,
      g = Math.PI / 180,
      out = [];
    for (let i = 0; i < n; i++) {
      const u = Math.sin(((dec[i] - d) * g) / 2),
        v = Math.sin(((ra[i] - a) * g) / 2),
        q =
          ((2 * Math.asin(Math.sqrt(u * u + Math.cos(d * g) * Math.cos(dec[i] * g) * v * v))) / g) *
          3600;
      if (q <= r) out.push([q, i]);
    }
    return out.sort((x, y) => x[0] - y[0]).map(x => x[1]);
  }
  function find(text) {
    text = text.trim();
    S.order = null;
    S.page = 0;
    if (!text) {
      S.found = null;
      S.where = [];
      refresh();
      return;
    }
    const whole = row(text),
      parts = text
        .split(/[,;\n]+/)
        .map(t => t.trim())
        .filter(Boolean),
      words = text.split(/[\s,]+/);
    const conds = words.map(w => /^([A-Za-z_][\w.]*)(<=|>=|<|>|=)(.+)$/.exec(w));
    if (conds.every(Boolean)) {
      const bad = conds.find(m => !col.has(m[1]));
      if (bad) {
        say(`no column is called ${bad[1]}`);
        return;
      }
      S.where = conds.map(m => [m[1], m[2], m[2] === '=' ? m[3] : +m[3]]);
      S.found = null;
      refresh();
      say(`${list.length.toLocaleString('en')} objects where ${words.join(' and ')}`);
      return;
    }
    let rows = whole >= 0 ? [whole] : parts.map(row),
      lost = rows.filter(r => r < 0).length;
    if (lost && words.every(w => row(w) >= 0)) {
      rows = words.map(row);
      lost = 0;
    }
    if (lost === rows.length) {
      rows = cone(words);
      if (!rows) {
        const t = text.toLowerCase(),
          cs = data.columns.filter(c => c.kind !== 'num');
        rows = [];
        for (let i = 0; i < n; i++)
          if (
            ids[i].toLowerCase().includes(t) ||
            cs.some(c => String(value(c, i)).toLowerCase().includes(t))
          )
            rows.push(i);
      }
      lost = 0;
    }
    rows = [...new Set(rows.filter(r => r >= 0))];
    if (!rows.length) {
      if (host.find) {
        host.find(text);
        return;
      }
      say(`nothing found for “${text}”`);
      return;
    }
    listRows(rows, `found${lost ? `; ${lost} unknown` : ''}`);
  }

  // ---- saving
  const quote = v => {
    const t = String(v === null || v === undefined ? '' : v);
    return /[",\n\r]/.test(t) ? '"' + t.replace(/"/g, '""') + '"' : t;
  };
  const exact = (c, i) => {
    const v = value(c, i);
    return typeof v === 'number' && Number.isNaN(v) ? '' : c.single ? +v.toPrecision(7) : v;
  };
  function saveTable() {
    const cs = data.columns;
    host.download(
      'objects.csv',
      [
        ['object_id', ...cs.map(c => c.name), 'label', 'tags'].map(quote).join(','),
        ...list.map(i =>
          [
            ids[i],
            ...cs.map(c => exact(c, i)),
            S.labels.get(i) || '',
            (S.tags.get(i) || []).join(' | ')
          ]
            .map(quote)
            .join(',')
        )
      ].join('\n') + '\n'
    );
  }
  function saveRegions() {
    const ra = col.get('ra').values,
      dec = col.get('dec').values;
    host.download(
      'objects.reg',
      '# Region file format: DS9\nicrs\n' +
        list
          .filter(i => Number.isFinite(ra[i] + dec[i]))
          .map(
            i =>
              `circle(${ra[i].toFixed(7)},${dec[i].toFixed(7)},5") # text={${ids[i].replace(/[{}\n\r]/g, ' ')}}`
          )
          .join('\n') +
        '\n'
    );
  }

  // ---- keys
  root.tabIndex = -1;
  root.addEventListener('keydown', key);
  function key(e) {
    const t = e.target;
    // Jupyter has keys of its own: what is meant for the explorer, or its help, does not reach it
    if (help.open || e.key === 'Escape') e.stopPropagation();
    if (e.key === 'Escape' && !help.open) {
      for (const d of root.querySelectorAll('details[open]')) d.open = false;
      if (t === search) search.blur();
      reset();
      return;
    }
    if (/^(INPUT|SELECT|TEXTAREA)$/.test(t.tagName) || e.altKey || help.open) return;
    if ((e.ctrlKey || e.metaKey) && e.key !== 'z') return;
    const rows = pageRows(),
      at = rows.indexOf(S.at),
      w = perRow(),
      step = {
        ArrowRight: 1,
        ArrowLeft: -1,
        ArrowDown: S.view === 'table' ? 1 : w,
        ArrowUp: S.view === 'table' ? -1 : -w
      }[e.key];
    let done = true;
    if (step !== undefined && t !== canvas) {
      if (at < 0) {
        if (rows.length) pick(rows[0]);
      } else {
        const to = at + step;
        if (to >= rows.length) turn(1);
        else if (to < 0) turn(-1);
        else pick(rows[to]);
      }
    } else if (e.key in KEYS && S.at >= 0) {
      label([S.at], WORDS[KEYS[e.key]]);
      if (at >= 0 && at < rows.length - 1 && !S.only) pick(rows[at + 1]);
      else if (at === rows.length - 1) turn(1);
    } else if ((e.key === '0' || e.key === 'Backspace') && S.at >= 0) label([S.at], '');
    else if (e.key === 'u' || e.key === 'z') host.undo();
    else if (e.key === 't' && S.at >= 0) {
      const f = look.querySelector('.ge-tag');
      f && f.focus();
    } else if (e.key === 'n' && S.at >= 0) like(S.at);
    else if (e.key === '/') search.focus();
    else if (e.key === '?') help.showModal();
    else if (e.key === 'PageDown') turn(1);
    else if (e.key === 'PageUp') turn(-1);
    else if (e.key === 'l' || e.key === 'L') setMode('lasso');
    else if (e.key === 'm' || e.key === 'M') setMode('move');
    else done = false;
    if (done) {
      e.preventDefault();
      e.stopPropagation();
    }
  }

  // ---- life
  const size = () => {
    const r = canvas.getBoundingClientRect(),
      w = Math.round(r.width * dpr),
      t = Math.round(r.height * dpr);
    const first = !W;
    if (w && t && (w !== W || t !== H)) {
      S.k *= first ? 1 : Math.min(w / W, t / H);
      W = canvas.width = over.width = w;
      H = canvas.height = over.height = t;
      if (first) fit();
    }
    fill();
    paintHist();
    paint();
  };
  const watch = new ResizeObserver(later(size));
  watch.observe(left);
  watch.observe(right);
  const media = window.matchMedia('(prefers-color-scheme: dark)');
  media.addEventListener('change', retint);
  setMode('lasso');
  if (!data.maps.length) left.classList.add('ge-nomap');
  retint();
  refresh();
  size();
  if (n) pick(list[0]);
  else
    look.replaceChildren(h('p', {class: 'ge-empty'}, 'Nothing to look at: the table has no rows.'));
  say(`${n.toLocaleString('en')} objects`);
  function setColumn(c) {
    const old = data.columns.findIndex(d => d.name === c.name);
    if (old >= 0) data.columns[old] = c;
    else {
      data.columns.push(c);
      sortBy.append(h('option', {value: c.name}, c.name));
      mapBar
        .querySelectorAll('select')
        [data.maps.length > 1 ? 1 : 0].append(h('option', {value: c.name}, c.name));
    }
    col.set(c.name, c);
    if (S.tint === c.name) retint();
  }
  return {
    ids,
    key,
    pick,
    row,
    pictures,
    setLabels,
    lasso,
    listRows,
    setColumn,
    say,
    refresh,
    state: S,
    inside,
    sortOn(k) {
      S.sort = k;
      S.down = k !== 'rank';
      S.order = null;
      S.page = 0;
      refresh();
    },
    selectRows(rows) {
      S.lasso = rows.length ? new Set(rows) : null;
      S.order = S.found = null;
      refresh();
    },
    busy(on, text) {
      stop.hidden = !on;
      say(text || '');
    },
    setRater(v) {
      rater.value = v;
    },
    list: () => list,
    destroy() {
      watch.disconnect();
      media.removeEventListener('change', retint);
      root.replaceChildren();
    }
  };
}
