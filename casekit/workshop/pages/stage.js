// The drawing: lanes with what happened, below them the tree of posts, on one clock. Its sheets
// lie on one another and are drawn only when something on them changes: grounds once, dots as they
// come, lines with every frame, marks as messages come; the veil over what is to come and the
// pointer of the clock are moved and never drawn.

const stage = (() => {
  const sheets = ["grounds", "dots", "lines", "canvas"].map(byId);
  const [grounds, dots, moving, brush] = sheets.map((one) => one.getContext("2d"));
  const canvas = sheets[3], veil = byId("veil"), pointer = byId("pointer");
  const tree = story.tree, full = 2 * Math.PI;
  let box = null, colors = null, drawn = 0, said = "", after = false;

  const across = (place) => box.left + place * (box.right - box.left);
  const down = (y) => box.treeTop + (y / tree.height) * (box.treeBottom - box.treeTop);

  function resize() {
    const { width, height } = canvas.getBoundingClientRect();
    if (!width || !height) return;
    const scale = Math.min(window.devicePixelRatio || 1, 2);
    for (const one of sheets) {
      one.width = Math.round(width * scale);
      one.height = Math.round(height * scale);
      one.getContext("2d").setTransform(scale, 0, 0, scale, 0, 0);
    }
    const part = tree ? (story.lanes.length > 3 ? 0.62 : 0.55) : 1;
    const em = Math.min(parseFloat(getComputedStyle(document.documentElement).fontSize), height / (4.2 + (2.6 * story.lanes.length) / part));
    const bottom = height - 2.5 * em, top = 1.7 * em;
    const lanesBottom = top + (bottom - top) * part;
    box = { width, height, em, top, bottom, left: 0.7 * em, right: width - 0.7 * em, lanesBottom,
            treeBottom: bottom - 0.4 * em };
    font(brush, 0.8);
    box.note = tree ? rows(brush, tree.note, box.right - box.left) : [];
    box.treeTop = lanesBottom + (0.45 + 1.05 * box.note.length) * em;
    const high = (lanesBottom - top) / Math.max(story.lanes.length, 1);
    box.lanes = story.lanes.map((lane, n) => {
      const first = top + n * high + 1.25 * em;
      return { top: top + n * high, high, row: Math.max(0, (n + 1) * high + top - first) / lane.rows, first };
    });
    for (const one of [veil, pointer]) {
      one.style.top = `${top}px`;
      one.style.height = `${bottom - top + (one === pointer ? 0.5 * em : 0)}px`;
    }
    veil.style.width = `${box.right - box.left}px`;
    fresh();
  }

  function fresh() {
    ground();
    drawn = 0;
    said = "";
  }

  function paint(found) {
    colors = found;
    if (box) fresh();
  }

  const font = (target, size, bold = false) => {
    target.font = `${bold ? 700 : 400} ${(size * box.em).toFixed(1)}px ${getComputedStyle(document.body).fontFamily}`;
  };

  function ground() {
    const { em } = box;
    grounds.clearRect(0, 0, box.width, box.height);
    for (const [low, high] of story.open) {
      grounds.fillStyle = colors.open;
      grounds.fillRect(across(low), box.top, Math.max(across(high) - across(low), 1), box.bottom - box.top);
    }
    if (after) answered();
    grounds.textBaseline = "middle";
    if (story.open.length) {
      font(grounds, 0.74);
      grounds.fillStyle = colors.openInk;
      const wide = grounds.measureText(story.hours).width;
      const middle = (across(story.open[0][0]) + across(story.open[0][1])) / 2;
      grounds.fillText(story.hours, Math.min(Math.max(middle - wide / 2, box.left), box.right - wide), 0.85 * em);
    }
    grounds.strokeStyle = colors.rule;
    grounds.lineWidth = 1;
    for (const lane of box.lanes.slice(1)) stroke(grounds, box.left, lane.top, box.right, lane.top);
    if (tree) stroke(grounds, box.left, box.lanesBottom + 0.1 * em, box.right, box.lanesBottom + 0.1 * em);
    ticks();
  }

  function names() {
    const { em } = box;
    brush.textBaseline = "middle";
    story.lanes.forEach((lane, n) => {
      font(brush, 0.85, true);
      written(lane.title, box.lanes[n].top + 0.68 * em, colors.roles[lane.name].text);
    });
    if (!drawn) return;
    font(brush, 0.8);
    box.note.forEach((text, n) => written(text, box.lanesBottom + (0.85 + 1.05 * n) * em, colors.soft));
  }

  function written(text, y, color) {
    brush.fillStyle = colors.panel;
    brush.globalAlpha = 0.8;
    brush.fillRect(box.left - 0.1 * box.em, y - 0.5 * box.em, brush.measureText(text).width + 0.3 * box.em, box.em);
    brush.globalAlpha = 1;
    brush.fillStyle = color;
    brush.fillText(text, box.left, y);
  }

  function ticks() {
    const { em, bottom } = box;
    stroke(grounds, box.left, bottom, box.right, bottom);
    let free = [-9, -9];
    for (const [place, text, strong] of story.ticks) {
      const x = across(place);
      stroke(grounds, x, bottom, x, bottom + (strong ? 0.5 : 0.3) * em);
      font(grounds, 0.78, strong);
      const wide = grounds.measureText(text).width, row = strong ? 1 : 0;
      const left = Math.min(Math.max(strong ? x : x - wide / 2, 2), box.width - wide - 2);
      if (left < free[row] || !text) continue;
      grounds.fillStyle = strong ? colors.ink : colors.soft;
      grounds.fillText(text, left, bottom + (strong ? 1.85 : 0.95) * em);
      free[row] = left + wide + 0.6 * em;
    }
    for (const [low, high, words] of story.gaps) {
      grounds.fillStyle = colors.ground;
      grounds.fillRect(across(low), box.top, across(high) - across(low), bottom - box.top);
      font(grounds, 0.66);
      grounds.fillStyle = colors.soft;
      words.forEach((word, n) => {
        const wide = grounds.measureText(word).width, room = across(high) - across(low);
        if (wide <= room + 0.5 * em) grounds.fillText(word, across(low) + (room - wide) / 2, bottom - (1.6 - 0.8 * n) * em);
      });
    }
  }

  function stroke(target, x, y, right, bottom) {
    target.beginPath();
    target.moveTo(x, y);
    target.lineTo(right, bottom);
    target.stroke();
  }

  function rows(target, text, room) {
    const found = [];
    for (const word of text.split(" ")) {
      const longer = `${found.at(-1)} ${word}`;
      if (found.length && target.measureText(longer).width <= room) found[found.length - 1] = longer;
      else found.push(word);
    }
    return found;
  }

  function fitted(target, text, room) {
    if (target.measureText(text).width <= room) return text;
    let words = text.split(" ");
    while (words.length > 1 && target.measureText(`${words.join(" ")} …`).width > room) words = words.slice(0, -1);
    return `${words.join(" ")} …`;
  }

  // Posts that have come since the last frame are added to their layer; going back clears it.
  function grow(place) {
    if (!tree) return;
    const count = upTo(tree.p, place);
    if (count < drawn || drawn === 0) {
      dots.clearRect(0, 0, box.width, box.height);
      drawn = 0;
    }
    const scale = Math.min((box.right - box.left) / tree.width, (box.treeBottom - box.treeTop) / tree.height);
    const plain = Math.max((tree.dot / 2) * scale * 1.04, 0.9);
    for (let depth = 0; depth < colors.depth.length; depth += 1) {
      dots.fillStyle = colors.depth[depth];
      dots.beginPath();
      for (let n = drawn; n < count; n += 1) {
        if (tree.d[n] !== depth) continue;
        const radius = tree.r[n] ? Math.max(tree.r[n] * scale, 2.5) : plain;
        const x = across(tree.x[n] / tree.width), y = down(tree.y[n]);
        dots.moveTo(x + radius, y);
        dots.arc(x, y, radius, 0, full);
      }
      dots.fill();
    }
    drawn = count;
  }

  function upTo(sorted, place) {
    let low = 0, high = sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sorted[middle] <= place) low = middle + 1; else high = middle;
    }
    return low;
  }

  function branches(place) {
    moving.strokeStyle = colors.link;
    moving.lineWidth = Math.max(1, 0.07 * box.em);
    moving.setLineDash(story.tree.grade === "reconstructed" ? [4, 2.5] : []);
    for (const line of tree.lines) {
      if (line.from > place) continue;
      const left = line.left / tree.width;
      if (line.fall !== null) stroke(moving, across(left), down(line.fall), across(left), down(line.y));
      stroke(moving, across(left), down(line.y), across(Math.min(line.right / tree.width, place)), down(line.y));
    }
    moving.setLineDash([]);
  }

  const spot = (beat) => {
    const lane = box.lanes[beat.lane];
    return [across(beat.p), lane.first + (beat.row + 0.5) * lane.row];
  };

  function marker(target, symbol, x, y, r) {
    const corners = (points) => {
      points.forEach(([a, b], n) => target[n ? "lineTo" : "moveTo"](x + a * r, y + b * r));
      target.closePath();
    };
    target.beginPath();
    if (symbol === "square") target.rect(x - 0.85 * r, y - 0.85 * r, 1.7 * r, 1.7 * r);
    else if (symbol === "diamond") corners([[0, -1.15], [1.15, 0], [0, 1.15], [-1.15, 0]]);
    else if (symbol === "triangle-up") corners([[0, -1.15], [1.1, 0.85], [-1.1, 0.85]]);
    else if (symbol === "triangle-down") corners([[0, 1.15], [1.1, -0.85], [-1.1, -0.85]]);
    else if (symbol === "cross") corners([[-0.4, -1.1], [0.4, -1.1], [0.4, -0.4], [1.1, -0.4], [1.1, 0.4], [0.4, 0.4], [0.4, 1.1], [-0.4, 1.1], [-0.4, 0.4], [-1.1, 0.4], [-1.1, -0.4], [-0.4, -0.4]]);
    else if (symbol === "star") corners(Array.from({ length: 10 }, (_, n) => {
      const far = n % 2 ? 0.6 : 1.4, turn = (n * Math.PI) / 5;
      return [far * Math.sin(turn), -far * Math.cos(turn)];
    }));
    else target.arc(x, y, r, 0, full);
  }

  function links(shown) {
    for (const [from, to, grade] of story.links) {
      if (!shown.has(from) || !shown.has(to)) continue;
      const [x, y] = spot(story.beats[from]), [right, bottom] = spot(story.beats[to]);
      brush.strokeStyle = colors.roles[story.beats[from].role].mark;
      brush.globalAlpha = 0.5;
      brush.lineWidth = grade === "derived" ? 1 : 0.12 * box.em;
      brush.beginPath();
      brush.moveTo(x, y);
      if (Math.abs(bottom - y) < box.em) brush.bezierCurveTo(x, y - box.em, right, bottom - box.em, right, bottom);
      else brush.bezierCurveTo(x, y + 0.62 * (bottom - y), right, y + 0.38 * (bottom - y), right, bottom);
      brush.stroke();
    }
    brush.globalAlpha = 1;
  }

  function beats(shown) {
    const { em } = box, newest = new Map();
    for (const n of shown) {
      const beat = story.beats[n], [x, y] = spot(beat), look = colors.roles[beat.role];
      if (beat.high - beat.low > 0.002) {
        brush.globalAlpha = 0.28;
        brush.fillStyle = look.mark;
        const half = Math.min(0.26 * em, 0.4 * box.lanes[beat.lane].row);
        brush.fillRect(across(beat.low), y - half, across(beat.high) - across(beat.low), 2 * half);
        brush.globalAlpha = 1;
      }
      marker(brush, look.symbol, x, y, Math.max(Math.min(0.36 * em, 0.55 * box.lanes[beat.lane].row), 0.24 * em));
      brush.fillStyle = beat.mark === "exact" ? look.mark : colors.panel;
      brush.strokeStyle = look.mark;
      brush.lineWidth = 0.13 * em;
      brush.fill();
      brush.stroke();
      const before = newest.get(beat.lane);
      if (before === undefined || story.beats[before].due <= beat.due) newest.set(beat.lane, n);
    }
    return newest;
  }

  function caption(beat, fresh) {
    const { em } = box, [x, at] = spot(beat), lane = box.lanes[beat.lane];
    const y = Math.min(Math.max(at, lane.top + 1.8 * em), lane.top + lane.high - 0.55 * em);
    font(brush, 0.88, fresh);
    const rooms = [box.right - x - 0.6 * em, x - 0.6 * em - box.left], whole = brush.measureText(beat.label).width;
    const right = whole <= rooms[0] || rooms[0] >= rooms[1];
    const text = fitted(brush, beat.label, rooms[right ? 0 : 1]), wide = brush.measureText(text).width;
    const left = right ? x + 0.6 * em : x - 0.6 * em - wide;
    brush.fillStyle = colors.panel;
    brush.globalAlpha = 0.86;
    brush.fillRect(left - 0.15 * em, y - 0.58 * em, wide + 0.3 * em, 1.16 * em);
    brush.globalAlpha = 1;
    brush.fillStyle = colors.ink;
    brush.textBaseline = "middle";
    brush.fillText(text, left, y);
  }

  function pulses(place, pace) {
    if (!tree || !pace) return;
    const reach = 1.4 / pace;
    moving.strokeStyle = colors.focus;
    for (let n = drawn - 1; n >= 0 && n > drawn - 60 && place - tree.p[n] < reach; n -= 1) {
      const age = (place - tree.p[n]) / reach;
      moving.globalAlpha = 0.6 * (1 - age);
      moving.beginPath();
      moving.arc(across(tree.x[n] / tree.width), down(tree.y[n]), (0.15 + 0.5 * age) * box.em, 0, full);
      moving.stroke();
    }
    moving.globalAlpha = 1;
  }

  function answered() {
    const answer = story.answer, x = across(answer.p);
    if (answer.high - answer.low > 0.002) {
      grounds.fillStyle = colors.band;
      grounds.fillRect(across(answer.low), box.top, across(answer.high) - across(answer.low), box.bottom - box.top);
    }
    grounds.strokeStyle = colors.roles.organisation.mark;
    grounds.lineWidth = 0.16 * box.em;
    stroke(grounds, x, box.top, x, box.bottom);
  }

  function marks(shown, newly) {
    const key = `${shown.size} ${[...newly].join()} ${drawn > 0}`;
    if (key === said) return;
    said = key;
    brush.clearRect(0, 0, box.width, box.height);
    links(shown);
    const newest = beats(shown);
    names();
    for (const n of newest.values()) caption(story.beats[n], newly.has(n));
  }

  function draw(place, shown, newly, pace) {
    if (!box) return;
    const past = story.answer !== null && place >= story.answer.due;
    if (past !== after) {
      after = past;
      ground();
    }
    moving.clearRect(0, 0, box.width, box.height);
    if (tree) branches(place);
    grow(place);
    pulses(place, pace);
    marks(shown, newly);
    const x = across(place), left = box.right - box.left;
    veil.style.transform = `translateX(${x}px) scaleX(${Math.max((box.right - x) / left, 0)})`;
    pointer.style.transform = `translateX(${x}px)`;
  }

  return { canvas, resize, paint, draw, place: (x) => (x - box.left) / (box.right - box.left) };
})();
