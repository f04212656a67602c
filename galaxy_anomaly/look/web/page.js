// The host of the static page: data and pictures lie in the file (or in chunks beside it), labels in the browser, nothing asks the network.
(() => {
  'use strict';
  const head = JSON.parse(document.getElementById('head').textContent),
    text = document.getElementById('blob').textContent.trim();
  const decode = t => {
    if (Uint8Array.fromBase64) return Uint8Array.fromBase64(t);
    const s = atob(t),
      b = new Uint8Array(s.length);
    for (let i = 0; i < s.length; i++) b[i] = s.charCodeAt(i);
    return b;
  };
  const data = unpack(head, decode(text).buffer),
    root = document.getElementById('explorer'),
    key = 'galaxy_anomaly labels ' + data.hash;
  let ui = null,
    log = [],
    session = [],
    rater = 'me';
  const keep = {
    get(k) {
      try {
        return localStorage.getItem(k);
      } catch (e) {
        return null;
      }
    },
    set(k, v) {
      try {
        localStorage.setItem(k, v);
      } catch (e) {
        ui.say('this browser keeps nothing: download the labels before you leave');
      }
    }
  };
  try {
    log = JSON.parse(keep.get(key) || '[]').filter(e => Array.isArray(e) && e.length === 5);
  } catch (e) {
    log = [];
  }
  rater = keep.get('galaxy_anomaly rater') || 'me';
  // pictures: sheet s holds `per` tiles of each kind; a sheet is an <script type="text/plain"> in the file or a chunk beside it
  const sheets = new Map(),
    per = data.sheet.per,
    across = data.sheet.across;
  function load(name, url) {
    const im = new Image();
    im.onload = () => {
      const s = sheets.get(name);
      s.img = im;
      ui && ui.pictures();
    };
    im.src = url;
  }
  window.galaxySheet = (name, kinds) => {
    for (const [k, t] of Object.entries(kinds)) {
      if (!sheets.has(k + name)) sheets.set(k + name, {});
      load(k + name, 'data:image/jpeg;base64,' + t);
    }
  };
  const asked = new Set();
  function ask(kind, s) {
    const e = document.getElementById(`${kind}-${s}`);
    if (e) {
      sheets.set(kind + s, {});
      load(kind + s, 'data:image/jpeg;base64,' + e.textContent.trim());
      return;
    }
    if (data.sheet.folder) {
      for (const k of data.sheet.kinds) sheets.set(k + s, {});
      if (asked.has(s)) return;
      asked.add(s);
      const c = document.createElement('script');
      c.src = `${data.sheet.folder}/sheet_${s}.js`;
      c.onerror = () => {
        asked.delete(s);
        ui.say(`${data.sheet.folder} is missing: keep it beside this file`);
      };
      document.head.append(c);
    } else if (document.readyState !== 'loading') sheets.set(kind + s, {lost: true});
  }
  const state = () => {
    const l = new Map(),
      t = new Map();
    for (const [, who, id, what, v] of log) {
      const r = ui.row(id);
      if (who !== rater || r < 0) continue;
      if (what === 'label') {
        l.delete(r);
        if (v) l.set(r, v);
      } else {
        const a = (t.get(r) || []).filter(x => x !== v);
        if (what === 'tag') a.push(v);
        if (a.length) t.set(r, a);
        else t.delete(r);
      }
    }
    return [l, t];
  };
  const now = () => new Date().toISOString().slice(0, 19) + 'Z';
  function add(events) {
    log.push(...events);
    keep.set(key, JSON.stringify(log));
    ui.setLabels(...state());
  }
  const q = v => (/[",\n\r]/.test(v) ? '"' + v.replace(/"/g, '""') + '"' : v);
  const host = {
    rater,
    has: kind => data.sheet.kinds.includes(kind),
    picture(i, kind) {
      if (!data.sheet.kinds.includes(kind)) return undefined;
      const s = Math.floor(i / per),
        t = sheets.get(kind + s);
      if (!t) {
        ask(kind, s);
        return null;
      }
      if (t.lost) return undefined;
      if (!t.img) return null;
      const j = i % per,
        p = data.sheet.pixel[kind];
      return {img: t.img, x: (j % across) * p, y: Math.floor(j / across) * p, s: p};
    },
    label(rows, w) {
      const [l] = state();
      session.push(rows.map(r => [now(), rater, data.ids[r], 'label', l.get(r) || '']));
      add(rows.map(r => [now(), rater, data.ids[r], 'label', w]));
    },
    tag(rows, text, off) {
      text = text.trim().replace(/\s+/g, ' ').slice(0, 100);
      if (!text) return;
      session.push(rows.map(r => [now(), rater, data.ids[r], off ? 'tag' : 'untag', text]));
      add(rows.map(r => [now(), rater, data.ids[r], off ? 'untag' : 'tag', text]));
    },
    undo() {
      const back = session.pop();
      if (back) {
        add(back);
        ui.pick(ui.row(back[0][2]));
      } else ui.say('nothing to undo');
    },
    setRater(v) {
      rater = v;
      keep.set('galaxy_anomaly rater', v);
      ui.setLabels(...state());
    },
    near: i =>
      data.near
        ? Array.from(data.near.rows.subarray(i * data.near.k, (i + 1) * data.near.k)).filter(
            j => j < data.n
          )
        : [],
    link(id) {
      if (opened) {
        try {
          history.replaceState(null, '', '#id=' + encodeURIComponent(id));
        } catch (e) {
          /* a sandboxed frame */
        }
      }
    },
    download(name, t) {
      const a = document.createElement('a');
      a.href = URL.createObjectURL(new Blob([t], {type: 'text/plain;charset=utf-8'}));
      a.download = name;
      a.click();
      setTimeout(() => URL.revokeObjectURL(a.href), 1000);
    },
    saveLabels() {
      host.download(
        'labels.csv',
        [
          `# galaxy_anomaly labels 1, objects ${data.hash}`,
          'time,rater,object_id,what,value',
          ...log.map(e => e.map(q).join(','))
        ].join('\n') + '\n'
      );
    },
    theme(v) {
      keep.set('galaxy_anomaly theme', v);
    }
  };
  let opened = false;
  const t = keep.get('galaxy_anomaly theme');
  if (t) root.dataset.theme = t;
  ui = explorer(root, data, host);
  window.galaxyExplorer = ui;
  const go = () => {
    const m = /[#&]id=([^&]*)/.exec(location.hash);
    if (!m) return;
    let id = m[1];
    try {
      id = decodeURIComponent(id);
    } catch (e) {
      /* as it is */
    }
    const r = ui.row(id);
    if (r >= 0) ui.pick(r, true);
    else ui.say(`no object is called ${id}`);
  };
  const all = state();
  if (all[0].size || all[1].size) ui.setLabels(...all);
  document.addEventListener('DOMContentLoaded', () => ui.pictures());
  document.addEventListener('keydown', e => {
    if (e.target === document.body) ui.key(e);
  });
  go();
  opened = true;
  window.addEventListener('hashchange', go);
})();
