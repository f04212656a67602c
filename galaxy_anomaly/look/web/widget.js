// The host of the notebook widget: data come from Python once, pictures and neighbours when asked for, labels go to a file at every click.
export default {
  render({model, el}) {
    const root = document.createElement('div');
    root.style.height = `${model.get('height')}px`;
    el.append(root);
    const bytes = model.get('blob'),
      buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength),
      head = JSON.parse(model.get('head')),
      data = unpack(head, buffer);
    const seen = new Map(),
      asked = {image: new Set(), drawn: new Set()},
      wants = new Map();
    const lab = () => {
      const t =
        document.body.dataset.jpThemeLight ||
        (document.body.classList.contains('vscode-dark')
          ? 'false'
          : document.body.classList.contains('vscode-light')
            ? 'true'
            : '');
      if (t) root.dataset.theme = t === 'true' ? 'light' : 'dark';
    };
    lab();
    let ui = null,
      timer = 0,
      queries = 0;
    const send = m => model.send(m);
    const host = {
      rater: model.get('rater'),
      has: k => head.kinds.includes(k),
      picture(i, kind) {
        if (!head.kinds.includes(kind)) return undefined;
        const p = seen.get(kind + i);
        if (p !== undefined) return p || undefined;
        if (!asked[kind].has(i)) {
          asked[kind].add(i);
          clearTimeout(timer);
          timer = setTimeout(() => {
            for (const k of head.kinds) {
              const rows = [...asked[k]].filter(r => !seen.has(k + r)).slice(0, 300);
              if (rows.length) send({do: 'pictures', kind: k, rows});
            }
          }, 30);
        }
        return null;
      },
      label(rows, word) {
        send({do: 'label', rows, word});
      },
      tag(rows, text, off) {
        send({do: 'tag', rows, text, off: !!off});
      },
      undo() {
        send({do: 'undo'});
      },
      setRater(v) {
        model.set('rater', v);
        model.save_changes();
      },
      selected(rows) {
        send({do: 'selected', rows});
      },
      near(i) {
        return new Promise(ok => {
          const q = ++queries;
          wants.set(q, ok);
          send({do: 'near', row: i, q});
        });
      },
      find(text) {
        send({do: 'find', text});
      },
      learn() {
        send({do: 'learn'});
      },
      suggest() {
        send({do: 'suggest'});
      },
      stop() {
        send({do: 'stop'});
      },
      saveLabels() {
        send({do: 'labels'});
      },
      zooniverse(rows) {
        send({do: 'zooniverse', rows});
      },
      download(name, t) {
        const a = document.createElement('a');
        a.href = URL.createObjectURL(new Blob([t], {type: 'text/plain;charset=utf-8'}));
        a.download = name;
        a.click();
        setTimeout(() => URL.revokeObjectURL(a.href), 1000);
      }
    };
    const got = (m, buffers) => {
      if (m.do === 'pictures') {
        m.rows.forEach((r, j) => {
          const b = buffers[j];
          createImageBitmap(new Blob([b], {type: 'image/jpeg'})).then(
            img => {
              seen.set(m.kind + r, {img, x: 0, y: 0, s: img.width});
              asked[m.kind].delete(r);
              ui.pictures();
            },
            () => seen.set(m.kind + r, false)
          );
        });
        if (seen.size > 6000) for (const k of [...seen.keys()].slice(0, 3000)) seen.delete(k);
      } else if (m.do === 'near') {
        const f = wants.get(m.q);
        wants.delete(m.q);
        f && f(m.rows);
      } else if (m.do === 'labels') ui.setLabels(new Map(m.labels), new Map(m.tags));
      else if (m.do === 'say') ui.say(m.text);
      else if (m.do === 'busy') ui.busy(m.on, m.text);
      else if (m.do === 'list') ui.listRows(m.rows, m.text);
      else if (m.do === 'select') ui.selectRows(m.rows);
      else if (m.do === 'column') {
        const b = buffers[0],
          v = new Float32Array(b.buffer.slice(b.byteOffset, b.byteOffset + b.byteLength));
        ui.setColumn({
          name: m.name,
          unit: '',
          about: m.about,
          kind: 'num',
          values: v,
          single: true
        });
        if (m.sort) ui.sortOn(m.name);
      } else if (m.do === 'download') host.download(m.name, m.text);
    };
    model.on('msg:custom', got);
    ui = explorer(root, data, host);
    root.explorer = ui;
    send({do: 'hello'});
    const watch = new MutationObserver(lab);
    watch.observe(document.body, {
      attributes: true,
      attributeFilter: ['data-jp-theme-light', 'class']
    });
    model.on('change:rater', () => ui.setRater(model.get('rater')));
    return () => {
      model.off('msg:custom', got);
      watch.disconnect();
      ui.destroy();
    };
  }
};
