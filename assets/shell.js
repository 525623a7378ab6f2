/* What the screens need beside Streamlit: links that stay in the app, colours kept for every page, lists that
   react at once. Loaded before Streamlit's bundle, external and without eval, so that no inline script is needed. */
(() => {
  "use strict";
  window.prerenderReady = false;

  /* Where the server is, so that Streamlit does not guess from the page's path; its own colours until the theme arrives. */
  const plain = { bodyFont: "Inter, system-ui, sans-serif" };
  window.__streamlit = {
    BACKEND_BASE_URL: `${location.origin}/`,
    MAIN_PAGE_BASE_URL: `${location.origin}/`,
    LIGHT_THEME: { ...plain, primaryColor: "#14684a", backgroundColor: "#fbfcfb", secondaryBackgroundColor: "#f1f4f2", textColor: "#18211d" },
    DARK_THEME: { ...plain, primaryColor: "#23805c", backgroundColor: "#111614", secondaryBackgroundColor: "#1b2320", textColor: "#e4ebe7" },
  };

  /* ----- colours: Streamlit keeps its choice per path, we keep one for all paths and hand it over before it starts ----- */
  const themes = ["System", "Light", "Dark"];
  const stored = () => {
    const chosen = localStorage.getItem("suthra-colours");
    return themes.includes(chosen) ? chosen : "System";
  };
  const handOver = () => localStorage.setItem(`stActiveTheme-${location.pathname}-v2`, JSON.stringify(stored()));
  const boot = () => {
    const chosen = stored();
    document.documentElement.style.colorScheme = chosen === "System" ? "light dark" : chosen.toLowerCase();
  };
  handOver();
  boot();
  /* A menu left open on a phone would cover the next page that is loaded. */
  if (innerWidth <= 768) for (const key of Object.keys(localStorage)) if (key.startsWith("stSidebarCollapsed-")) localStorage.removeItem(key);
  const markTheme = () => {
    for (const button of document.querySelectorAll("[data-theme]")) {
      button.setAttribute("aria-pressed", String(button.dataset.theme === stored()));
    }
  };

  /* ----- in-app navigation: what the back button does, done by a link ----- */
  const go = (href, isRefined = false) => {
    const target = new URL(href, location.href);
    if (target.href !== location.href) history[isRefined ? "replaceState" : "pushState"]({}, "", target.pathname + target.search);
    document.querySelector(".su-browser")?.classList.add("su-busy");
    window.dispatchEvent(new PopStateEvent("popstate", { state: {} }));
    if (target.pathname !== before.pathname) document.querySelector(".stMain")?.scrollTo(0, 0);
    before = { pathname: target.pathname };
  };
  let before = { pathname: location.pathname };
  const isOurs = (url) => url.origin === location.origin && !/^\/(auth|api|assets|media|static|_stcore)(\/|$)/.test(url.pathname);
  const isPlain = (event) => event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
  const closeChips = (except) => {
    for (const chip of document.querySelectorAll("details.su-chip[open]")) if (chip !== except) chip.open = false;
  };

  document.addEventListener("click", (event) => {
    const at = event.target instanceof Element ? event.target : null;
    if (!at) return;
    closeChips(at.closest("details.su-chip"));
    const theme = at.closest("[data-theme]");
    if (theme) {
      localStorage.setItem("suthra-colours", theme.dataset.theme);
      handOver();
      location.reload();
      return;
    }
    if (at.closest("[data-print]")) {
      window.print();
      return;
    }
    const link = at.closest(".stHtml a[href]");
    if (link) {
      if (link.hasAttribute("data-sign-in")) {
        link.href = `${link.getAttribute("href")}&next=${encodeURIComponent(location.pathname + location.search)}`;
        return;
      }
      const url = new URL(link.href, location.href);
      if (!isPlain(event) || !isOurs(url) || link.hasAttribute("download")) return;
      event.preventDefault();
      closeChips(null);
      go(url.href);
      return;
    }
    const row = at.closest("tr[data-href]");
    if (row && isPlain(event) && !at.closest("button, input, select, label, summary") && !String(getSelection())) go(row.dataset.href);
  });
  document.addEventListener("auxclick", (event) => {
    const row = event.button === 1 && event.target instanceof Element && !event.target.closest("a") && event.target.closest("tr[data-href]");
    if (row) window.open(row.dataset.href, "_blank", "noopener");
  });

  /* ----- searching: Enter at once, otherwise shortly after the last letter ----- */
  let timer = 0;
  const search = (form) => {
    clearTimeout(timer);
    const query = new URLSearchParams(new FormData(form));
    for (const [name, value] of [...query]) if (!value.trim()) query.delete(name);
    const href = location.pathname + (query.size ? `?${query}` : "");
    const isRefined = new URLSearchParams(location.search).has("q");
    if (href !== location.pathname + location.search) go(href, isRefined);
  };
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form.su-search")) return;
    event.preventDefault();
    search(event.target);
  });
  document.addEventListener("input", (event) => {
    const form = event.target.closest?.("form.su-search");
    if (form) {
      clearTimeout(timer);
      timer = setTimeout(() => search(form), 450);
    } else if (event.target.matches?.(".su-narrow")) {
      const wanted = event.target.value.trim().toLowerCase();
      for (const item of event.target.parentElement.querySelectorAll("li")) item.hidden = !item.textContent.toLowerCase().includes(wanted);
    }
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches?.("[data-submits]")) event.target.form.requestSubmit();
  });

  /* ----- keyboard: / searches, arrows walk the rows, Escape closes ----- */
  document.addEventListener("keydown", (event) => {
    const isTyping = event.target instanceof Element && event.target.closest("input, textarea, select, [contenteditable=true]");
    if (event.key === "Escape") closeChips(null);
    if (event.key === "/" && !isTyping && !event.ctrlKey && !event.metaKey) {
      const field = document.querySelector(".su-search input[type=search]");
      if (field) { event.preventDefault(); field.focus(); field.select(); }
    }
    if ((event.key === "ArrowDown" || event.key === "ArrowUp") && event.target instanceof Element) {
      const row = event.target.closest("tr[data-href]");
      const next = event.key === "ArrowDown" ? row?.nextElementSibling : row?.previousElementSibling;
      const link = next?.querySelector("th a");
      if (link) { event.preventDefault(); link.focus(); }
    }
  });

  /* ----- Streamlit replaces the HTML of a list on every answer: give the caret back to who was typing ----- */
  let typing = null;
  document.addEventListener("focusin", (event) => {
    if (event.target.matches?.(".su-search input")) typing = event.target;
    else if (event.target !== document.body) typing = null;
  });
  document.addEventListener("pointerdown", () => { typing = null; }, true);
  const settle = () => {
    markTheme();
    keepDrafts();
    if (typing && !typing.isConnected) {
      const field = document.querySelector(`.su-search input[name="${CSS.escape(typing.name)}"]`);
      const text = typing.value;
      const [start, end] = [typing.selectionStart, typing.selectionEnd];
      typing = null;
      if (field) {
        field.value = text;
        field.focus({ preventScroll: true });
        field.setSelectionRange(start, end);
      }
    }
  };
  /* ----- drafts: what was typed into a form survives a refresh or the end of the session, for the same person ----- */
  const DRAFT = "suthra-draft ";
  const drafted = new Map();
  const nameOf = (field) => {
    const person = document.querySelector(".su-person")?.dataset.person;
    const isText = field.matches?.(".stForm :is(input[type=text], textarea):not([role=combobox])") && field.ariaLabel;
    return person && isText ? `${DRAFT}${person} ${location.pathname}${location.search} ${field.ariaLabel}` : null;
  };
  const restore = (field) => {
    const name = nameOf(field);
    const text = name && sessionStorage.getItem(name);
    if (!text) return;
    sessionStorage.removeItem(name);
    const prototype = field instanceof HTMLTextAreaElement ? HTMLTextAreaElement : HTMLInputElement;
    Object.getOwnPropertyDescriptor(prototype.prototype, "value").set.call(field, text);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const isSessionOver = () => document.querySelector("[data-sign-in]") !== null;
  const keepDrafts = () => {
    if (isSessionOver()) return;
    for (const [name, field] of drafted) if (!field.isConnected) drafted.delete(name); /* sent and accepted, or left */
    for (const field of document.querySelectorAll(".stForm :is(input[type=text], textarea)")) restore(field);
  };
  document.addEventListener("input", (event) => {
    const name = nameOf(event.target);
    if (name) drafted.set(name, event.target);
  });
  const storeDrafts = () => {
    /* A form that is on its way may be accepted: typed again it would count twice. */
    if (document.querySelector(".stApp[data-test-script-state=running]")) return;
    for (const [name, field] of drafted) sessionStorage.setItem(name, field.value);
  };
  addEventListener("pagehide", storeDrafts);
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form[action='/auth/logout']")) return;
    drafted.clear();
    for (const name of Object.keys(sessionStorage)) if (name.startsWith(DRAFT)) sessionStorage.removeItem(name);
  });

  let planned = 0;
  new MutationObserver(() => {
    cancelAnimationFrame(planned);
    planned = requestAnimationFrame(settle);
  }).observe(document.documentElement, { childList: true, subtree: true });

  /* ----- coming back to a screen whose session has ended leads to the sign-in and back again ----- */
  let asked = 0;
  document.addEventListener("visibilitychange", async () => {
    if (document.visibilityState !== "visible" || Date.now() - asked < 30000) return;
    asked = Date.now();
    try {
      const answer = await fetch("/auth/session", { credentials: "same-origin", cache: "no-store" });
      const { is_live } = answer.ok ? await answer.json() : { is_live: true };
      if (!is_live) location.assign(`/auth/login?reason=ended&next=${encodeURIComponent(location.pathname + location.search)}`);
    } catch { /* offline: Streamlit itself says so */ }
  });
})();
