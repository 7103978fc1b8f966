// What every page shares: badges, times, and asking the service.

import { language, text } from "./messages.js";

const moments = new Intl.DateTimeFormat(language === "fr" ? "fr-FR" : "en-GB", {
  day: language === "fr" ? "2-digit" : "numeric",
  month: language === "fr" ? "2-digit" : "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
});

/** Writes each time in the reader's own zone. */
export function localiseTimes(root) {
  for (const time of root.querySelectorAll("time[datetime]")) {
    time.textContent = moments.format(new Date(time.dateTime));
  }
}

/** A document's state in words. */
export function wordFor(state) {
  const { pages_done: done, pages_total: total } = state.progress ?? {};
  if (state.status === "reading" && total) {
    return text("status.reading_pages", { done: Math.min(done + 1, total), total });
  }
  return text(`status.${state.status}`);
}

/** Points an icon at another drawing of the same sheet. */
export function setIcon(svg, name) {
  const use = svg.querySelector("use");
  use.setAttribute("href", use.getAttribute("href").replace(/#.*/, `#${name}`));
}

export function showStatus(badge, state) {
  badge.dataset.status = state.status;
  badge.querySelector(".status-text").textContent = wordFor(state);
  setIcon(badge.querySelector("svg"), `status-${state.status}`);
}

/** The service does not answer, or not now; the same question may be asked again later. */
export class NoAnswer extends Error {}

async function fetchText(address, accept) {
  try {
    const answer = await fetch(address, { headers: { accept } });
    if (answer.status === 404) return null;
    if (answer.ok) return await answer.text();
  } catch {
    throw new NoAnswer();
  }
  throw new NoAnswer();
}

/** What the API says, null where there is nothing (any more). Throws NoAnswer. */
export async function fetchJson(address) {
  return JSON.parse(await fetchText(address, "application/json"));
}

/** The same part of this page as the server writes it now. Throws NoAnswer. */
export async function fetchPart(selector) {
  const written = await fetchText(location.href.replace(/#.*/, ""), "text/html");
  if (written === null) throw new NoAnswer();
  const fresh = new DOMParser().parseFromString(written, "text/html");
  const part = document.adoptNode(fresh.querySelector(selector));
  localiseTimes(part);
  return { part, title: fresh.title };
}
