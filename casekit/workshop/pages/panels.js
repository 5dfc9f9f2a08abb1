// What stands beside the drawing: the clock, counters, what arrives, cards, notes.

const panels = (() => {
  const shownText = new Map();

  function put(id, text) {
    if (shownText.get(id) === text) return;
    shownText.set(id, text);
    byId(id).textContent = text;
  }

  function cited(target, numbers) {
    if (numbers.length) target.append(make("sup", ` ${numbers.join(" ")}`));
  }

  const grade = (name) => make("span", story.grades[name][0], `grade ${name}`);

  function time(place) {
    const fine = clock.time(place);
    put("time", fine || clock.day(place));
    put("day", fine ? clock.day(place) : "");
    if (story.minutes) {
      byId("minute").hidden = false;
      put("minute", say("minute", { n: Math.floor(clock.between(story.pace, place, 1) ?? 0), of: story.minutes }));
    }
    if (!story.open.length) return;
    const open = story.open.some(([low, high]) => low <= place && place < high);
    byId("desk").hidden = !clock.piece(place).fine;
    byId("desk").className = open ? "open" : "";
    put("desk", say(open ? "desk_open" : "desk_closed"));
  }

  const boxes = [];

  function build() {
    const root = byId("counters");
    if (story.wait) {
      const box = counter(story.wait.name, story.wait.grade, "waiting");
      boxes.push((place) => waiting(box, place));
      root.append(box.element);
    }
    for (const one of story.counters) {
      const box = counter(one.name, one.grade, "");
      boxes.push((place) => counted(box, one, place));
      root.append(box.element);
    }
    byId("legend").append(...Object.entries(story.grades).map(([name, [, words]]) => make("span", words, `grade ${name}`)));
    if (story.counters.some((one) => one.knots.length)) byId("legend").append(make("span", say("bands")));
    for (const [mark, words] of Object.entries(story.marks)) {
      byId("legend").append(make("span", `${{ exact: "●", bounds: "○" }[mark] ?? "◌"} ${words}`));
    }
  }

  function counter(name, known, look) {
    const element = make("div", "", `counter ${known} ${look}`);
    const parts = { now: make("p", "", "now"), band: make("p", "", "band"), stated: make("p", "", "stated") };
    element.append(make("h3", name), parts.now, parts.band, parts.stated);
    return { element, parts, said: "" };
  }

  function write(box, now, band, stated, cite = []) {
    const said = [now, band, stated].join("|");
    if (box.said === said) return false;
    box.said = said;
    box.parts.now.textContent = now;
    box.parts.band.textContent = band;
    box.parts.stated.textContent = stated;
    cited(box.parts.stated, cite);
    return true;
  }

  function waiting(box, place) {
    const wait = story.wait, begun = place >= wait.from;
    if (box.element.hidden === begun) box.element.hidden = !begun;
    if (!begun) return false;
    const done = wait.due !== null && place >= wait.due;
    box.element.classList.toggle("waiting", !done);
    if (done) return write(box, wait.took, wait.done, "");
    const long = clock.span(clock.at(place) - wait.start, wait.grain);
    return write(box, wait.grain > 60 ? `≈ ${long}` : long, wait.open, "");
  }

  function counted(box, one, place) {
    let last = null;
    const begun = [...one.knots.slice(0, 1).map(([p]) => p), ...one.stated.map(({ p }) => p)].some((p) => p <= place);
    if (box.element.hidden === begun) box.element.hidden = !begun;
    for (const stated of one.stated) if (stated.p <= place) last = stated;
    const stated = last ? `${last.words} (${last.when})` : "";
    if (clock.between(one.knots, place, 1) === null) return write(box, last ? last.words : "–", "", last ? last.when : "", last ? last.cite : []);
    const [low, high] = [1, 2].map((column) => clock.rough(clock.between(one.knots, place, column)));
    const now = low === high ? `≈ ${low}` : `${low}–\u200b${high}`;
    return write(box, now, story.grades[one.grade][0], stated, last ? last.cite : []);
  }

  function count(place) {
    if (boxes.map((update) => update(place)).some(Boolean)) fit();
  }

  function item(beat, first) {
    const element = make("li");
    element.style.setProperty("--role", `var(--${beat.role})`);
    const who = make("p", `${story.roles[beat.role]} `, "who");
    who.append(make("span", beat.when, "when"));
    const label = make("p", beat.label, "label");
    cited(label, beat.cite);
    element.append(who, label);
    if (first && beat.text !== beat.label) element.append(make("p", beat.text, "text"));
    const known = make("p");
    known.append(grade(beat.grade));
    if (first) element.append(known);
    return element;
  }

  function feed(shown) {
    const list = byId("feed"), newest = shown.slice(-8).reverse();
    list.start = shown.length;
    list.replaceChildren(...newest.map((n, rank) => item(story.beats[n], rank === 0)));
    fit();
    const kept = newest.slice(0, list.children.length);
    const numbers = [...new Set(kept.flatMap((n) => story.beats[n].cite))].sort((a, b) => a - b);
    const named = numbers.some((n) => story.sources[n].label);
    const labels = numbers.map((n) => `${n} ${story.sources[n].label}`.trim()).join(named ? " · " : ", ");
    put("sources", labels ? say(named ? "sources" : "sources_numbered", { labels }) : say("sources_later"));
    fit();  // the line of sources may have taken room
  }

  // No item is cut: what does not fit whole goes, and the newest gives up its long text first.
  function fit() {
    const list = byId("feed");
    const tight = () => getComputedStyle(list).overflowY === "hidden" && list.scrollHeight > list.clientHeight + 1;
    while (tight() && list.children.length > 1) list.lastElementChild.remove();
    const text = list.querySelector(".text");
    if (tight() && text) text.remove();
  }

  function announce(fresh) {
    const lines = fresh.map((n) => {
      const beat = story.beats[n];
      return `${beat.when}. ${story.roles[beat.role]}: ${beat.label}. ${story.grades[beat.grade][0]}.`;
    });
    byId("live").textContent = lines.join(" ");
  }

  function told(target, rows) {
    const list = make("ol", "", "told");
    for (const row of rows) {
      const one = make("li");
      one.append(make("span", `${row.when} `, "when"), make("strong", row.label));
      if (row.text && row.text !== row.label) one.append(make("span", `. ${row.text}`));
      cited(one, row.cite);
      one.append(" ", grade(row.grade));
      list.append(one);
    }
    target.append(list);
  }

  function press(text, act, look = "chief") {
    const button = make("button", text, look);
    button.addEventListener("click", act);
    return button;
  }

  // A card covers the drawing; `fill` puts in its parts, the first button gets the focus.
  function card(fill) {
    const root = byId("card");
    root.hidden = !fill;
    if (!fill) return;
    root.replaceChildren();
    fill(root);
    root.scrollTop = 0;
    root.querySelector("button")?.focus({ preventScroll: true });
  }

  function headed(root, kicker, title) {
    const head = make("h2", title);
    head.id = "card-head";
    root.append(make("p", kicker, "kicker"), head);
  }

  function stop(one, revealed, reveal, go) {
    card((root) => {
      headed(root, say("decision", { n: one.number, of: story.stops.length, when: one.when }), one.ask);
      if (revealed) {  // the room has decided: what it chose from makes room for what was done
        root.append(make("h3", say("happened")));
        told(root, one.happened);
      } else {
        if (one.setting) root.append(make("p", one.setting, "setting"));
        const options = make("ul", "", "options");
        options.append(...one.options.map((text) => make("li", text)));
        if (one.options.length) root.append(options);
      }
      const row = make("p", "", "row");
      row.append(revealed ? press(say("go_on"), go) : press(say("reveal"), reveal));
      root.append(row);
    });
    byId("live").textContent = `${one.ask} ${one.options.join(" ")}`;
  }

  function opening(seconds, go) {
    card((root) => {
      headed(root, story.place, story.title);
      if (story.briefing) root.append(make("p", story.briefing, "setting"));
      root.append(make("p", say("opening", { n: story.stops.length, m: Math.round(seconds / 60) }), "small"));
      const row = make("p", "", "row");
      row.append(press(say("start"), go));
      root.append(row);
    });
  }

  function ending(again) {
    card((root) => {
      headed(root, story.title, say("afterwards"));
      if (story.afterwards.length) told(root, story.afterwards);
      else root.append(make("p", say("nothing_after")));
      const named = Object.entries(story.sources).filter(([, one]) => one.title);
      if (named.length) root.append(make("h3", say("all_sources")));
      const list = make("ul", "", "small");
      for (const [n, one] of named) list.append(make("li", `${n} ${one.publisher}: ${one.title}${one.date ? ` (${one.date})` : ""}`));
      const row = make("p", "", "row");
      row.append(press(say("again"), again));
      root.append(list, row);
    });
  }

  function help(close) {
    card((root) => {
      headed(root, story.title, say("help"));
      const keys = make("dl", "", "keys");
      for (const [key, words] of story.keys) keys.append(make("dt", key), make("dd", words));
      root.append(keys, make("p", say("touch"), "small"));
      const row = make("p", "", "row");
      row.append(press(say("close"), close));
      root.append(row);
    });
  }

  build();
  return { put, time, count, feed, fit, announce, card, stop, opening, ending, help, told, press };
})();
