// The presenter's notes, in the page or in a window of their own on another screen.

const notes = (() => {
  const root = byId("notes");
  let apart = null, said = "";

  function toggle() {
    if (apart) return apart.close();
    root.hidden = !root.hidden;
    byId("present").setAttribute("aria-pressed", String(!root.hidden));
    window.dispatchEvent(new Event("resize"));
    return undefined;
  }

  // The panel itself moves to the other window, so that one code fills it wherever it is.
  function leave() {
    apart = window.open("", "casekit-notes", "width=900,height=760");
    if (!apart) return;
    const there = apart.document;
    there.title = `${story.title}: ${say("notes")}`;
    there.documentElement.lang = document.documentElement.lang;
    there.documentElement.style.cssText = document.documentElement.style.cssText;
    for (const style of document.querySelectorAll("style")) there.head.append(there.importNode(style, true));
    there.body.className = "apart";
    there.body.append(there.adoptNode(root));
    root.hidden = false;
    byId("present").setAttribute("aria-pressed", "true");
    apart.addEventListener("keydown", keys);
    apart.addEventListener("pagehide", back);
    window.dispatchEvent(new Event("resize"));
  }

  function back() {
    byId("card").before(document.adoptNode(root));
    root.hidden = true;
    apart = null;
    byId("present").setAttribute("aria-pressed", "false");
    window.dispatchEvent(new Event("resize"));
  }

  function section(title, ...parts) {
    const box = make("section");
    box.append(make("h3", title), ...parts);
    return box;
  }

  function list(texts) {
    const box = make("ul");
    box.append(...texts.filter(Boolean).map((text) => make("li", text)));
    return box;
  }

  function fill(place, shown, stop) {
    if (root.hidden) return;
    const beat = story.beats[shown[shown.length - 1]];
    const coming = story.beats.filter((one) => one.due > place).slice(0, 3);
    const next = stop ?? story.stops.find((one) => one.p > place);
    const key = [shown.length, stop?.number, next?.number].join();
    if (key === said) return;
    said = key;
    const head = make("h2", say("notes"));
    head.id = "notes-head";
    if (!apart) head.append(panels.press(say("own_window"), leave, ""));
    const parts = [head];
    if (stop) {
      parts.push(section(say("answer"), make("p", stop.answer)));
      parts.push(section(say("learn"), make("p", stop.learn)));
    }
    if (next && !stop) parts.push(section(say("next_decision"), make("p", `${next.when}: ${next.ask}`)));
    if (beat) parts.push(section(say("now"), list([`${beat.when}: ${beat.text}`, beat.notes])));
    parts.push(section(say("coming"), list(coming.map((one) => `${one.when}: ${one.label}`))));
    root.replaceChildren(...parts);
  }

  const keys = (event) => play.key(event);
  return { toggle, leave, fill, clear: () => { said = ""; } };
})();
