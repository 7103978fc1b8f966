// A document's page: follows it while it is being read, then lets values and places point at each other.

import { announce, text } from "./messages.js";
import { fetchPart, showStatus, wordFor } from "./page.js";
import { startReader } from "./reader.js";
import { isFinal, watch } from "./watch.js";
import { startZoom } from "./zoom.js";

export function startDocument() {
  const article = document.querySelector(".reader");
  if (article.dataset.unfinished === undefined) open(article);
  else follow(article);
}

function open(article) {
  const desk = article.querySelector(".desk");
  if (!desk) return;
  startZoom(desk);
  startReader(desk);
}

function follow(article) {
  const said = article.querySelector(".working-state");
  const bar = article.querySelector("progress");
  watch(article.dataset.document, "page", async (state) => {
    if (isFinal(state)) {
      const { part, title } = await fetchPart("main");
      document.querySelector("main").replaceWith(part);
      document.title = title;
      announce(text(part.querySelector(".desk") ? "working.ready" : "working.stopped"));
      startDocument();
      return;
    }
    showStatus(article.querySelector(".status"), state);
    if (said.textContent !== wordFor(state)) said.textContent = wordFor(state);
    const { pages_done: done, pages_total: total } = state.progress ?? {};
    if (total) bar.value = done / total;
  });
}
