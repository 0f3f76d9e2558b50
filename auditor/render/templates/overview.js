"use strict";
(() => {
  const ranking = document.getElementById("ranking");
  const heat = document.getElementById("heat");
  if (!ranking) return;
  const all = JSON.parse(document.getElementById("data").textContent);
  const profiles = JSON.parse(document.getElementById("profiles").textContent);
  const [NAME, YEAR, STEM, PROFILE, SCORE, GRADE, RANK, OF, PROJECTS, READ, FOUND, ROWS, COUNTS, FAMILIES, VAGUE] =
    Array(15).keys();
  const PAGE = 100;
  const SHADES = [0.001, 0.5, 1, 2];
  let page = 0, by = null, down = false, found = all;

  const make = (tag, text, attributes = {}) => {
    const element = document.createElement(tag);
    if (text !== undefined && text !== "") element.textContent = text;
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    return element;
  };
  const heads = [...ranking.tHead.rows[0].cells];
  const labels = heads.map((h) => h.textContent);
  const hotHeads = [...heat.tHead.rows[0].cells];

  // What each column is sorted by: of the ranking, then of the heat map.
  const keys = [
    (d) => d[NAME], (d) => d[YEAR], (d) => profiles[d[PROFILE]], (d) => d[RANK], (d) => d[SCORE],
    (d) => ({ 优: 1, 良: 2, 中: 3, 差: 4 })[d[GRADE]] ?? null,
    ...[0, 1, 2, 3].map((n) => (d) => d[COUNTS][n]),
    (d) => d[PROJECTS], (d) => d[FOUND], (d) => d[VAGUE], (d) => d[STEM],
  ];
  const hotKeys = [
    (d) => d[NAME], (d) => d[YEAR],
    ...hotHeads.slice(2).map((_, n) => (d) => (d[ROWS] ? d[FAMILIES][n] / d[ROWS] : null)),
  ];
  const compare = new Intl.Collator("zh-CN", { numeric: true }).compare;
  const order = (a, b) => {
    const [x, y] = [by(a), by(b)];
    if (x === null || y === null) return (x === null) - (y === null);
    return (down ? -1 : 1) * (typeof x === "number" ? x - y : compare(x, y));
  };

  const link = (folder, d, ending, text) =>
    make("a", text, { href: `${folder}/${encodeURIComponent(d[STEM])}.${ending}` });
  const head = (d) => {
    const cell = make("th", "", { scope: "row" });
    cell.append(link("departments", d, "html", d[NAME]));
    return cell;
  };
  const ranked = (d) => {
    const row = make("tr");
    const texts = [
      d[YEAR], profiles[d[PROFILE]], d[RANK] ? `${d[RANK]}/${d[OF]}` : "—",
      d[SCORE] === null ? "未评分" : d[SCORE].toFixed(1), d[GRADE] ?? "不评等级", ...d[COUNTS],
      d[PROJECTS], `${d[READ]}/${d[FOUND]}`,
      d[VAGUE].toLocaleString("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 }),
    ];
    row.append(head(d), ...texts.map((text, n) => {
      const cell = make("td", String(text), { "data-label": labels[n + 1] });
      cell.className = n === 0 ? "year" : heads[n + 1].className;
      return cell;
    }));
    const reply = make("td", "", { "data-label": labels.at(-1) });
    const a = link("replies", d, "xlsx", "xlsx");
    a.setAttribute("aria-label", `${d[NAME]}${d[YEAR]}回复表`);
    reply.append(a);
    row.append(reply);
    return row;
  };
  const heated = (d) => {
    const row = make("tr");
    row.append(head(d), make("td", d[YEAR], { class: "year" }), ...d[FAMILIES].map((n) => {
      const rate = d[ROWS] ? (10 * n) / d[ROWS] : 0;
      return make("td", String(n), { class: `number h${SHADES.filter((s) => rate >= s).length}` });
    }));
    return row;
  };

  const tools = make("form", "", { class: "tools", role: "search", "aria-label": "筛选部门" });
  const field = (name, control) => {
    const label = make("label", `${name} `);
    label.append(control);
    tools.append(label);
    return control;
  };
  const words = field("部门名称", make("input", "", { type: "search", autocomplete: "off" }));
  const choice = (name, options) => {
    const control = field(name, make("select"));
    control.append(make("option", "全部", { value: "" }), ...options.map((o) => make("option", o)));
    return control;
  };
  const years = choice("年度", [...new Set(all.map((d) => d[YEAR]))].sort());
  const forms = choice("表式", profiles);
  const grades = choice("等级", ["优", "良", "中", "差", "不评等级"]);
  const told = make("output", "", { "aria-live": "polite" });
  tools.append(told);
  const leaf = make("div", "", { class: "leaf-tools" });
  const back = make("button", "上一页", { type: "button" });
  const next = make("button", "下一页", { type: "button" });
  const where = make("span");
  leaf.append(back, where, next);

  const draw = () => {
    const pages = Math.max(1, Math.ceil(found.length / PAGE));
    page = Math.min(page, pages - 1);
    const shown = found.slice(page * PAGE, (page + 1) * PAGE);
    ranking.tBodies[0].replaceChildren(...shown.map(ranked));
    heat.tBodies[0].replaceChildren(...shown.map(heated));
    where.textContent = `第${page + 1}页，共${pages}页`;
    back.disabled = page === 0;
    next.disabled = page === pages - 1;
    leaf.hidden = pages === 1;
    told.textContent = `${found.length}份报告`;
  };
  const filter = () => {
    const text = words.value.trim();
    const profile = forms.value && profiles.indexOf(forms.value);
    found = all.filter((d) =>
      (!text || d[NAME].includes(text)) && (!years.value || d[YEAR] === years.value) &&
      (forms.value === "" || d[PROFILE] === profile) &&
      (!grades.value || (d[GRADE] ?? "不评等级") === grades.value));
    if (by) found.sort(order);
    page = 0;
    draw();
  };
  const sortable = (cells, sortKeys) => cells.forEach((cell, n) => {
    const button = make("button", cell.textContent, { type: "button" });
    cell.replaceChildren(button);
    button.addEventListener("click", () => {
      down = cell.getAttribute("aria-sort") === "ascending";
      for (const other of [...heads, ...hotHeads]) other.removeAttribute("aria-sort");
      cell.setAttribute("aria-sort", down ? "descending" : "ascending");
      by = sortKeys[n];
      filter();
    });
  });
  sortable(heads, keys);
  sortable(hotHeads, hotKeys);
  tools.addEventListener("input", filter);
  tools.addEventListener("submit", (event) => event.preventDefault());
  back.addEventListener("click", () => { page -= 1; draw(); });
  next.addEventListener("click", () => { page += 1; draw(); });
  for (const old of document.querySelectorAll(".leaves, .leaf")) old.remove();
  ranking.parentElement.before(tools);
  heat.after(leaf);
  draw();
})();
