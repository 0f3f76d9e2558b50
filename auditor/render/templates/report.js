"use strict";
(() => {
  const make = (tag, text, attributes = {}) => {
    const element = document.createElement(tag);
    if (text) element.textContent = text;
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    return element;
  };
  const folds = [...document.querySelectorAll("details")];

  // Filter: by severity and by words.
  const cards = [...document.querySelectorAll(".card")];
  const tools = make("form", "", { class: "tools", role: "search", "aria-label": "筛选问题" });
  const boxes = ["高", "中", "低", "提示"].map((severity) => {
    const label = make("label");
    const box = make("input", "", { type: "checkbox", value: severity });
    box.checked = true;
    label.append(box, severity);
    tools.append(label);
    return box;
  });
  const words = make("input", "", { type: "search", id: "words", autocomplete: "off" });
  const named = make("label", "含有文字 ");
  named.append(words);
  const told = make("output", "", { "aria-live": "polite" });
  const fold = make("button", "全部收起", { type: "button", "aria-expanded": "true" });
  tools.append(named, fold, told);
  const filter = () => {
    const severities = new Set(boxes.filter((b) => b.checked).map((b) => b.value));
    const text = words.value.trim();
    let shown = 0, all = 0;
    for (const card of cards) {
      const wanted = severities.has(card.dataset.severity);
      const whole = !text || card.querySelector("header").textContent.includes(text);
      let here = 0;
      for (const item of card.querySelectorAll("li")) {
        const hit = wanted && (whole || item.textContent.includes(text));
        item.hidden = !hit;
        here += hit;
        all += 1;
      }
      card.hidden = !here;
      shown += here;
      const notes = here && (text || severities.size === 1) && card.closest("details.notes");
      if (notes) notes.open = true;
    }
    for (const project of document.querySelectorAll("section.project"))
      project.hidden = shown < all && !project.querySelector(".card:not([hidden])");
    told.textContent = shown < all ? `显示${shown}处，共${all}处` : `共${all}处`;
  };
  if (cards.length) {
    tools.addEventListener("input", filter);
    tools.addEventListener("submit", (event) => event.preventDefault());
    filter();
    document.getElementById("summary").after(tools);
  }

  // Fold: every project at once; what a link leads to opens.
  fold.addEventListener("click", () => {
    const open = fold.getAttribute("aria-expanded") !== "true";
    for (const f of folds) if (f.classList.contains("fold")) f.open = open;
    fold.setAttribute("aria-expanded", String(open));
    fold.textContent = open ? "全部收起" : "全部展开";
  });
  const reveal = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    if (target.closest("[hidden]")) { words.value = ""; for (const b of boxes) b.checked = true; filter(); }
    for (let at = target; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
    target.scrollIntoView();
  };
  addEventListener("hashchange", reveal);
  reveal();

  // Sort: a table by any of its columns.
  for (const table of document.querySelectorAll("table[data-sort]")) {
    const body = table.tBodies[0];
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      const button = make("button", head.textContent, { type: "button" });
      head.replaceChildren(button);
      button.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") === "ascending";
        for (const other of heads) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const value = (row) => row.cells[column].textContent;
        body.append(...[...body.rows].sort((a, b) =>
          (down ? -1 : 1) * value(a).localeCompare(value(b), "zh-CN", { numeric: true })));
      });
    });
  }

  // Print: everything, whatever is folded on the screen.
  const button = make("button", "打印", { type: "button", class: "print" });
  button.addEventListener("click", () => print());
  document.querySelector("label.brief").after(button);
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = folds.filter((f) => !f.open);
    for (const f of folded) f.open = true;
  });
  addEventListener("afterprint", () => { for (const f of folded) f.open = false; });
})();
