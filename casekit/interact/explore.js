function explore(gd) {
  // beside plotly's own: a click leaves one branch alone, keys play the time and walk the branches
  "use strict";
  const meta = gd.layout.meta || {};
  const tree = meta.tree;
  if (!tree) return;

  const parent = new Int32Array(tree.posts).fill(-1);
  const marks = [];
  const strokes = [];
  gd._fullData.forEach((trace) => {
    const rows = trace.customdata;
    if (!rows) return;
    if (trace.mode === "markers") {
      const ids = Array.from(rows, (row) => row[0]);
      rows.forEach((row) => { parent[row[0]] = row[1]; });
      marks.push({ index: trace.index, ids });
    } else {
      const ids = Array.from(rows, (row) => (row.length ? row[0] : row));
      strokes.push({ index: trace.index, ids, x: Array.from(trace.x), y: Array.from(trace.y) });
    }
  });

  const first = new Int32Array(tree.posts).fill(-1);
  const next = new Int32Array(tree.posts).fill(-1);
  for (let post = tree.posts - 1; post >= 0; post -= 1) {
    if (parent[post] >= 0) {
      next[post] = first[parent[post]];
      first[parent[post]] = post;
    }
  }

  function branch(post) {
    const inside = new Uint8Array(tree.posts);
    const open = [post];
    let count = -1;
    while (open.length) {
      const one = open.pop();
      if (inside[one]) continue;
      inside[one] = 1;
      count += 1;
      for (let child = first[one]; child >= 0; child = next[child]) open.push(child);
    }
    for (let up = parent[post]; up >= 0 && !inside[up]; up = parent[up]) inside[up] = 1;
    return { inside, count };
  }

  const bar = document.createElement("div");
  bar.className = "casekit-explore";
  const said = document.createElement("span");
  said.setAttribute("role", "status");
  const back = document.createElement("button");
  back.type = "button";
  back.textContent = tree.words.back;
  back.hidden = true;
  bar.append(back, said);
  gd.after(bar);
  said.textContent = tree.words.hint;

  let alone = -1;
  let stepped = -1;

  function show(inside) {
    const chosen = marks.map((mark) => {
      if (!inside) return null;
      const held = [];
      mark.ids.forEach((id, n) => { if (inside[id]) held.push(n); });
      return held;
    });
    const x = [];
    const y = [];
    strokes.forEach((stroke) => {
      const keep = (place) => place.map((v, n) => (inside && !inside[stroke.ids[n]] ? null : v));
      x.push(keep(stroke.x));
      y.push(keep(stroke.y));
    });
    const jobs = [];
    if (marks.length) {
      jobs.push(Plotly.restyle(gd, { selectedpoints: chosen }, marks.map((m) => m.index)));
    }
    if (strokes.length) {
      jobs.push(Plotly.restyle(gd, { x, y }, strokes.map((s) => s.index)));
    }
    return Promise.all(jobs);
  }

  function isolate(post) {
    const found = branch(post);
    alone = post;
    gd.dataset.alone = String(post);
    back.hidden = false;
    const known = tree.sizes ? tree.sizes[String(post)] : undefined;
    const count = (known === undefined ? found.count : known).toLocaleString(meta.lang);
    said.textContent = tree.words.branch.replace("{n}", count);
    return show(found.inside);
  }

  function all() {
    if (alone < 0) return;
    alone = -1;
    stepped = -1;
    delete gd.dataset.alone;
    back.hidden = true;
    said.textContent = tree.words.hint;
    show(null);
  }

  function slide(by) {
    const slider = gd.layout.sliders && gd.layout.sliders[0];
    if (!slider) return;
    const last = slider.steps.length - 1;
    const to = Math.min(Math.max((slider.active || 0) + by, 0), last);
    const step = slider.steps[to];
    Plotly[step.method](gd, ...step.args);
    Plotly.relayout(gd, { "sliders[0].active": to });
    said.textContent = step.label;
  }

  gd.on("plotly_click", (event) => {
    const point = event.points.find((one) => one.data.mode === "markers" && one.customdata);
    if (point) isolate(point.customdata[0]);
  });
  gd.on("plotly_doubleclick", all);
  back.addEventListener("click", all);

  gd.tabIndex = 0;
  gd.setAttribute("role", "application");
  gd.setAttribute("aria-label", meta.alt || "");
  const heads = tree.heads || [];
  gd.addEventListener("keydown", (event) => {
    const moves = { ArrowRight: 1, ArrowLeft: -1, PageDown: 10, PageUp: -10, Home: -999, End: 999 };
    if (event.key in moves) {
      slide(moves[event.key]);
    } else if (heads.length && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      const by = event.key === "ArrowDown" ? 1 : -1;
      stepped = stepped < 0 && by < 0 ? heads.length - 1 : (stepped + by + heads.length) % heads.length;
      isolate(heads[stepped]);
    } else {
      return;
    }
    event.preventDefault();
  });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") all(); });
  gd.dataset.ready = "yes";
}
