// Playing: one place from 0 to 1, moved by the clock, the slider, keys, a finger or the notes.

const play = (() => {
  const state = { place: story.begin, playing: false, seconds: 0, stop: null, revealed: false, cleared: -1, card: "opening", zoom: 1, dark: true };
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
  const frames = [];
  let waiting = 0, before = 0, rest = 0, count = -1, freshUntil = 0, fresh = new Set(), heard = [], spoke = 0, told = 0;

  const shown = () => {
    const list = [];
    for (let n = 0; n < story.beats.length && story.beats[n].due <= state.place; n += 1) list.push(n);
    return list;
  };

  function frame(now) {
    waiting = 0;
    const gap = before ? now - before : 0;
    before = now;
    const begun = performance.now();
    if (state.playing) advance(Math.min(gap, 250) / 1000);
    render(now);
    frames.push([gap, performance.now() - begun]);
    if (frames.length > 3000) frames.shift();
    if (state.playing || now < freshUntil || heard.length) request(); else before = 0;
  }

  function request() {
    if (!waiting) waiting = requestAnimationFrame(frame);
  }

  function advance(seconds) {
    let to = state.place + seconds / state.seconds;
    if (calm.matches) {  // event by event instead of a moving picture
      rest += seconds;
      const next = story.beats.find((one) => one.due > state.place);
      if (rest < Math.max(2.5, state.seconds / (story.beats.length + 1) / 2)) return;
      rest = 0;
      to = next ? next.due : 1;
    }
    const stop = story.stops.find((one, n) => n !== state.cleared && one.p >= state.place && one.p <= to);
    if (stop) {
      state.place = stop.p;
      halt();
      state.stop = stop;
      state.revealed = false;
      cards();
    } else if (to >= 1) {
      state.place = 1;
      halt();
      state.card = "ending";
      cards();
    } else {
      state.place = to;
    }
  }

  function render(now) {
    const list = shown();
    if (list.length !== count) {
      const arrived = count >= 0 && list.length > count ? list.slice(count) : [];
      fresh = new Set(arrived);
      freshUntil = now + 2500;
      heard.push(...arrived);
      count = list.length;
      panels.count(state.place);
      panels.feed(list);
    } else if (now > freshUntil) fresh = new Set();
    if (heard.length && now - spoke > 1800) {
      panels.announce(heard.slice(-4));
      heard = [];
      spoke = now;
    }
    if (!state.playing || now - told > 90) {
      told = now;
      tell();
    }
    stage.draw(state.place, new Set(list), fresh, state.playing && !calm.matches ? state.seconds : 0);
    notes.fill(state.place, list, state.stop);
  }

  // Words change ten times a second at most: nobody reads faster, and each costs a layout.
  function tell() {
    panels.time(state.place);
    panels.count(state.place);
    const slider = byId("slider"), value = String(Math.round(state.place * 1000));
    if (slider.value !== value) slider.value = value;
    slider.setAttribute("aria-valuetext", `${clock.day(state.place)} ${clock.time(state.place)}`.trim());
  }

  function cards() {
    if (state.stop) panels.stop(state.stop, state.revealed, reveal, go);
    else if (state.card === "opening") panels.opening(state.seconds, go);
    else if (state.card === "ending") panels.ending(() => { jump(story.begin); go(); });
    else if (state.card === "help") panels.help(close);
    else {
      const inside = byId("card").contains(document.activeElement);
      panels.card(null);
      if (inside) byId("play").focus({ preventScroll: true });
    }
    button();
    request();
  }

  function button() {
    byId("play").textContent = say(state.playing ? "pause" : "play");
  }

  function halt() {
    state.playing = false;
    button();
  }

  function reveal() {
    if (!state.stop) return;
    state.revealed = true;
    cards();
  }

  function close() {
    state.card = "";
    cards();
  }

  function go() {
    if (state.stop && !state.revealed) return reveal();
    if (state.stop) state.cleared = state.stop.number - 1;
    if (state.place >= 1) state.place = story.begin;
    Object.assign(state, { stop: null, card: "", playing: true });
    before = 0;
    rest = 0;
    cards();
    return undefined;
  }

  function toggle() {
    if (state.playing) { halt(); request(); } else go();
  }

  function jump(place) {
    state.place = Math.min(Math.max(place, 0), 1);
    Object.assign(state, { stop: null, cleared: -1, card: "" });
    if (shown().length < count) count = -1;
    cards();
  }

  function step(by) {
    if (by > 0 && state.stop && !state.revealed) return reveal();
    const places = [...new Set([story.begin, ...story.beats.map((one) => one.due), ...story.stops.map((one) => one.p)])].sort((a, b) => a - b);
    const to = by > 0 ? places.find((place) => place > state.place + 1e-9) : places.filter((place) => place < state.place - 1e-9).pop();
    halt();
    jump(to ?? (by > 0 ? 1 : story.begin));
    const stop = story.stops.find((one) => one.p === state.place);
    if (stop && by > 0) {
      state.stop = stop;
      state.revealed = false;
      cards();
    }
    return undefined;
  }

  function size(by) {
    state.zoom = Math.min(Math.max(Math.round((state.zoom + by) * 4) / 4, 0.75), 2.5);
    arrange();
  }

  function arrange() {
    const root = document.documentElement;
    root.style.setProperty("--zoom", String(state.zoom));
    const em = parseFloat(getComputedStyle(root).fontSize);
    root.classList.toggle("narrow", window.innerWidth / em < 54 || window.innerHeight / em < 27);
    stage.resize();
    count = -1;
    request();
  }

  function light(dark) {
    state.dark = dark;
    const found = story.theme[dark ? "dark" : "light"], root = document.documentElement.style;
    for (const [name, color] of Object.entries(found.css)) root.setProperty(`--${name}`, color);
    document.documentElement.style.colorScheme = dark ? "dark" : "light";
    byId("ground").setAttribute("aria-pressed", String(!dark));
    stage.paint(found);
    request();
  }

  function pace(by) {
    const select = byId("speed");
    select.selectedIndex = Math.min(Math.max(select.selectedIndex + by, 0), select.options.length - 1);
    paced();
  }

  function paced() {
    state.seconds = Number(byId("speed").value);
    if (state.card === "opening") cards();
  }

  function full() {
    if (document.fullscreenElement) document.exitFullscreen(); else document.documentElement.requestFullscreen?.();
  }

  const acts = {
    " ": toggle, k: toggle, Enter: () => (state.stop || state.card ? go() : undefined), r: reveal, n: () => notes.toggle(), w: () => notes.leave(),
    ArrowRight: (shift) => (shift ? step(1) : jump(state.place + 0.01)), ArrowLeft: (shift) => (shift ? step(-1) : jump(state.place - 0.01)),
    ArrowUp: () => pace(-1), ArrowDown: () => pace(1), Home: () => jump(story.begin), End: () => jump(1),
    "+": () => size(0.25), "-": () => size(-0.25), d: () => light(!state.dark), f: full,
    h: () => { halt(); state.card = "help"; cards(); }, "?": () => { halt(); state.card = "help"; cards(); },
    Escape: () => { if (!state.stop) close(); },
  };

  // Controls keep the keys that are theirs: a slider its arrows, a button its space.
  function key(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const own = { INPUT: ["Arrow", "Home", "End"], SELECT: ["Arrow", "Home", "End", " ", "Enter"], BUTTON: [" ", "Enter"] }[event.target.tagName] ?? [];
    if (own.some((start) => event.key.startsWith(start)) && !(event.shiftKey && event.target.tagName === "INPUT")) return;
    const act = acts[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!act) return;
    event.preventDefault();
    act(event.shiftKey);
  }

  // A tap on the drawing plays or pauses; a finger or a mouse that is drawn across it scrubs.
  function touch() {
    let from = null, moved = false;
    const at = (event) => stage.place(event.clientX - stage.canvas.getBoundingClientRect().left);
    stage.canvas.addEventListener("pointerdown", (event) => { from = event.clientX; moved = false; stage.canvas.setPointerCapture(event.pointerId); });
    stage.canvas.addEventListener("pointermove", (event) => {
      if (from === null || (!moved && Math.abs(event.clientX - from) < 8)) return;
      moved = true;
      jump(at(event));
    });
    stage.canvas.addEventListener("pointerup", () => { if (from !== null && !moved) toggle(); from = null; });
    stage.canvas.addEventListener("pointercancel", () => { from = null; });
  }

  function begin() {
    const select = byId("speed");
    for (const [seconds, words] of story.speeds) select.append(new Option(words, String(seconds)));
    select.selectedIndex = story.speed;
    state.seconds = Number(select.value);
    select.addEventListener("change", paced);
    for (const one of story.stops) {
      const mark = make("span");
      mark.style.left = `calc(.5rem + ${one.p} * (100% - 1rem))`;
      byId("stops").append(mark);
    }
    byId("slider").addEventListener("input", (event) => jump(Number(event.target.value) / 1000));
    const clicks = { play: toggle, back: () => step(-1), on: () => step(1), smaller: () => size(-0.25), bigger: () => size(0.25), ground: () => light(!state.dark), present: () => notes.toggle(), help: acts.h };
    for (const [id, act] of Object.entries(clicks)) byId(id).addEventListener("click", act);
    document.addEventListener("keydown", key);
    window.addEventListener("resize", arrange);
    new ResizeObserver(() => { stage.resize(); request(); }).observe(byId("stage"));
    document.addEventListener("visibilitychange", () => { before = 0; request(); });
    touch();
    light(true);
    arrange();
    cards();
  }

  return { begin, key, jump, toggle, state, frames };
})();

play.begin();
window.replay = Object.freeze({ state: play.state, frames: play.frames, jump: play.jump, toggle: play.toggle });
