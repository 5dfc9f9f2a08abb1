// What the page was given, its words, and the clock: places from 0 to 1 stand for times.

const story = JSON.parse(document.getElementById("story").textContent);
const byId = (id) => document.getElementById(id);
const say = (name, values = {}) =>
  story.say[name].replace(/\{(\w+)\}/g, (whole, key) => (key in values ? values[key] : whole));
const make = (tag, text = "", look = "") => {
  const element = document.createElement(tag);
  if (text) element.textContent = text;
  if (look) element.className = look;
  return element;
};

const clock = (() => {
  const write = (options) => new Intl.DateTimeFormat(story.locale, { timeZone: "UTC", ...options });
  const day = write({ weekday: "short", day: "numeric", month: "short", year: "numeric" });
  const date = write({ day: "numeric", month: "short", year: "numeric" });
  const time = write({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const number = new Intl.NumberFormat(story.locale);

  function piece(place) {
    return story.pieces.find((one) => place <= one.to) ?? story.pieces[story.pieces.length - 1];
  }

  function at(place) {
    const one = piece(place);
    const share = one.to > one.from ? (place - one.from) / (one.to - one.from) : 0;
    return one.start + (one.end - one.start) * Math.min(Math.max(share, 0), 1);
  }

  // What a clock on the wall shows there, in milliseconds; the page knows no zone by name.
  const wall = (place) => (at(place) + piece(place).ahead) * 1000;

  // A value at a place between knots [place, ...values]; before the first knot there is none.
  function between(knots, place, column) {
    let low = 0, high = knots.length - 1;
    if (!knots.length || place < knots[0][0]) return null;
    if (place >= knots[high][0]) return knots[high][column];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (knots[middle][0] <= place) low = middle; else high = middle;
    }
    const [a, b] = [knots[low], knots[high]];
    return a[column] + ((b[column] - a[column]) * (place - a[0])) / (b[0] - a[0] || 1);
  }

  // A duration, told no finer than its grain, in seconds.
  function span(seconds, grain) {
    const minutes = Math.max(0, Math.floor(seconds / 60));
    const hours = Math.floor(minutes / 60), days = Math.floor(hours / 24);
    if (grain >= 86400 || days >= 4) return say("days", { n: number.format(days) });
    if (grain >= 3600 || hours >= 48) return say("hours", { n: hours });
    if (hours) return say("hours_minutes", { n: hours, m: String(minutes % 60).padStart(2, "0") });
    return say("minutes", { n: minutes });
  }

  // Two digits of a number that a model drew: more would claim to know it.
  function rough(value) {
    const step = value < 100 ? 1 : 10 ** (Math.floor(Math.log10(value)) - 1);
    return number.format(Math.round(value / step) * step);
  }

  // What stands instead of a running clock, where the newest message is known by its days alone.
  function known(place) {
    const newest = story.beats.findLast((one) => one.due <= place);
    if (!newest) return story.before;
    return place <= Math.max(newest.high, newest.due) ? newest.clock : "";
  }

  const days = (place) => (piece(place).years ? date : day).format(wall(place));

  return {
    at, piece, between, span, rough,
    day: (place) => (known(place) ? "" : days(place)),
    time: (place) => known(place) || (piece(place).fine ? time.format(wall(place)) : ""),
  };
})();
