// The words of the page's language, the same catalogue that the server writes with.

export const language = document.documentElement.lang;

const catalogue = await (await fetch(new URL(`./${language}.json`, import.meta.url))).json();

/** The message of that key, its {placeholders} filled. */
export function text(key, values = {}) {
  return catalogue[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

export function percent(fraction) {
  return text("number.percent", { n: Math.floor(fraction * 100) });
}

/** Says something to screen readers without moving anyone. */
export function announce(message) {
  document.getElementById("announcements").textContent = message;
}
