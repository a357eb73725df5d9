"use strict";

(() => {
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const one = (selector) => document.querySelector(selector);

  /* The theme is chosen by the style sheet alone; here it is remembered, where the browser has a place for it. */
  const stored = (() => {
    try {
      return window.localStorage;
    } catch {
      return null;
    }
  })();
  for (const choice of all('input[name="theme"]')) {
    choice.checked = choice.value === (stored?.getItem("remend-theme") ?? "auto");
    choice.addEventListener("change", () => stored?.setItem("remend-theme", choice.value));
  }

  const filters = one(".filters");
  if (filters) {
    const cards = all(".card").map((card) => ({ card, text: card.textContent.toLowerCase() }));
    const search = one('.filters input[type="search"]');
    const rule = one(".filters select");
    const reset = one("[data-reset]");
    const boxes = all('.filters input[type="checkbox"]');
    const sum = (shown) => shown.reduce((total, { card }) => total + Number(card.dataset.count), 0);
    const chosen = (name) => boxes.filter((box) => box.name === name && box.checked).map((box) => box.value);
    const allows = (values, value) => values.length === 0 || values.includes(value);

    const apply = () => {
      const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
      const verdicts = chosen("verdict");
      const severities = chosen("severity");
      const shown = cards.filter(
        ({ card, text }) =>
          allows(verdicts, card.dataset.verdict) &&
          allows(severities, card.dataset.severity) &&
          (rule.value === "" || rule.value === card.dataset.rule) &&
          words.every((word) => text.includes(word)),
      );
      const kept = new Set(shown.map(({ card }) => card));
      for (const { card } of cards) card.hidden = !kept.has(card);
      for (const section of all("section[data-cards]")) {
        section.hidden = all(".card", section).every((card) => card.hidden);
      }
      one(".nothing").hidden = shown.length > 0;
      reset.hidden = shown.length === cards.length;
      one(".filters output").value = `${sum(shown)} of ${sum(cards)} changes`;
    };

    const clear = () => {
      search.value = rule.value = "";
      for (const box of boxes) box.checked = false;
      apply();
    };

    filters.hidden = false;
    filters.open = window.matchMedia("(min-width: 64rem)").matches;
    filters.addEventListener("input", apply);
    reset.addEventListener("click", () => {
      clear();
      search.focus();
    });
    document.addEventListener("keydown", (event) => {
      if (event.key === "/" && !event.target.closest("input, select") && !event.ctrlKey && !event.metaKey) {
        event.preventDefault();
        filters.open = true;
        search.focus();
      } else if (event.key === "Escape" && event.target === search) {
        clear();
      }
    });
    window.addEventListener("hashchange", () => {
      const target = document.getElementById(window.location.hash.slice(1));
      if (target?.closest("[hidden]")) {
        clear();
        target.scrollIntoView();
      }
    });
    apply();
  }

  const select = (element) => {
    const range = document.createRange();
    range.selectNodeContents(element);
    const selection = window.getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
  };

  for (const button of all("[data-copy]")) {
    const source = document.getElementById(button.dataset.copy);
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(source.textContent);
        button.textContent = "Copied";
      } catch {
        select(source);
        button.textContent = "Selected";
      }
      window.setTimeout(() => (button.textContent = "Copy"), 2000);
    });
  }

  window.addEventListener("beforeprint", () => {
    for (const details of all("main details")) details.open = true;
  });
})();
