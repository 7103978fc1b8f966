// The first page: drop files anywhere, see each on its way, find it in the list.

import { announce, language, percent, text } from "./messages.js";
import { NoAnswer, fetchPart, setIcon, showStatus, wordFor } from "./page.js";
import { send } from "./upload.js";
import { isFinal, watch } from "./watch.js";

const LIST_REFRESH_MS = 300;
const NEXT_TRY_MS = 2000;
let refresh = null;

export function startHome() {
  const form = document.getElementById("deposit");
  const input = document.getElementById("files");
  form.querySelector("[type=submit]").hidden = true;
  form.addEventListener("submit", (event) => event.preventDefault());
  input.multiple = true;
  input.addEventListener("change", () => {
    for (const file of [...input.files]) deliver(file);
    input.value = "";
  });
  acceptDrops(document.getElementById("veil"));
  watchList();
}

function acceptDrops(veil) {
  const holdsFiles = (event) => event.dataTransfer?.types.includes("Files");
  let depth = 0;
  const show = (inside) => {
    depth = inside ? depth : 0;
    veil.hidden = depth === 0;
  };
  window.addEventListener("dragenter", (event) => {
    if (!holdsFiles(event)) return;
    depth += 1;
    show(true);
  });
  window.addEventListener("dragleave", (event) => {
    if (!holdsFiles(event)) return;
    depth -= 1;
    show(depth > 0);
  });
  window.addEventListener("dragover", (event) => {
    if (holdsFiles(event)) event.preventDefault();
  });
  window.addEventListener("drop", (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    show(false);
    const folders = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()?.isDirectory);
    [...event.dataTransfer.files].forEach((file, place) => {
      if (folders[place]) addRow(file.name).refused(text("deliveries.folder"));
      else deliver(file);
    });
  });
}

async function deliver(file) {
  const row = addRow(file.name);
  const limit = Number(document.getElementById("deposit").dataset.maxMb);
  if (file.size > limit * 1e6) {
    // Said here: a service that refuses in the middle of a long upload is seen as a broken connection.
    row.refused(text("deliveries.too_large", { limit }));
    return;
  }
  let accepted;
  try {
    accepted = await send(file, (sent) => row.sending(sent));
  } catch (refusal) {
    row.refused(refusal.message);
    return;
  }
  row.accepted(accepted);
  row.state(accepted);
  refreshList(LIST_REFRESH_MS);
  if (!isFinal(accepted)) watch(accepted.id, "delivery", (state) => row.state(state));
}

function addRow(name) {
  const deliveries = document.getElementById("deliveries");
  deliveries.hidden = false;
  const row = document.getElementById("delivery").content.cloneNode(true).firstElementChild;
  const [state, bar, link] = [".delivery-state", "progress", "a"].map((part) => row.querySelector(part));
  const icon = row.querySelector("svg");
  row.querySelector(".delivery-name").textContent = name;
  state.textContent = text("deliveries.waiting");
  deliveries.querySelector("ul").prepend(row);

  const end = (status, message) => {
    row.dataset.status = status;
    state.textContent = message;
    bar.remove();
    setIcon(icon, `status-${status}`);
    announce(text("deliveries.announce", { name, state: message }));
  };
  return {
    sending(sent) {
      bar.value = sent;
      state.textContent = text("deliveries.sending", { percent: percent(sent) });
    },
    refused: (message) => end("failed", message),
    accepted(answer) {
      link.href = `/documents/${answer.id}`;
      link.hidden = false;
      link.setAttribute("aria-label", `${link.textContent} ${name}`);
      bar.removeAttribute("value");
    },
    state(answer) {
      const word = answer.already_known ? `${text("deliveries.known")} · ${wordFor(answer)}` : wordFor(answer);
      const reason = answer.reason?.[language];
      if (isFinal(answer)) end(answer.status, reason ? `${word} · ${reason}` : word);
      else {
        state.textContent = word;
        setIcon(icon, `status-${answer.status}`);
        const { pages_done: done, pages_total: total } = answer.progress ?? {};
        if (total) bar.value = done / total;
      }
    },
  };
}

function watchList() {
  for (const row of document.querySelectorAll("#documents [data-unfinished]")) {
    watch(row.dataset.document, "row", (state) => {
      if (isFinal(state)) refreshList(LIST_REFRESH_MS);
      else showStatus(row.querySelector(".status"), state);
    });
  }
}

/** Soon, once for all that asked meanwhile; again and again while the service does not answer. */
function refreshList(milliseconds) {
  clearTimeout(refresh);
  refresh = setTimeout(async () => {
    try {
      const { part } = await fetchPart("#documents");
      const old = document.getElementById("documents");
      const focused = old.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
      old.replaceWith(part);
      if (focused) part.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
      watchList();
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      refreshList(NEXT_TRY_MS);
    }
  }, milliseconds);
}
