import { esc, money, stage, STAGES } from "./_pieces.js";

const ABOUT = "做成了的事和打算做的事：做了什么、花了多少、谁出的钱、谁负责。";

export default class {
  data() {
    return {
      pagination: { data: "parts", size: 1, alias: "part" },
      permalink: ({ part }) => `projects/${part.number > 1 ? `part/${part.number}/` : ""}index.html`,
    };
  }

  render({ part, names: n, frames }) {
    const [start, middle, end] = frames[part.number > 1 ? "part" : "list"];
    const title = part.number > 1 ? `项目（第${part.number}部分，共${n.parts}部分）` : "项目";
    const head = `<title>${title} · 示例镇社区共建公示栏</title>
<meta name="description" content="${ABOUT}">`;
    const choices = (entries) => entries.map(([key, word]) => `<span data-value="${key}">${esc(word)}</span>`).join("");
    const groups = STAGES.map((key) => [key, part.rows.filter((row) => row.stage === key)])
      .filter(([, rows]) => rows.length)
      .map(([key, rows]) => `<section><h2>${n.stage[key]}（${rows.length} 个）</h2><ul class="rows wide">
${rows.map((row) => this.row(row, n, part.up)).join("\n")}</ul></section>`);
    const numbers = Array.from({ length: n.parts }, (_, index) => index + 1);
    const nav = n.parts > 1 ? `<nav class="part-nav" aria-label="分成 ${n.parts} 部分"><ul>${numbers.map((number) =>
      `<li>${number === part.number ? `<b aria-current="page">第${number}部分</b>`
        : `<a href="${part.up}projects/${number > 1 ? `part/${number}/` : ""}">第${number}部分</a>`}</li>`).join("\n")}</ul></nav>` : "";
    return `${start}${head}${middle}<div class="prose intro"><h1>${title}</h1><p>${ABOUT}</p></div>
<div class="filters" data-filters data-total="${n.total}" hidden><span data-key="community" data-title="社区">${choices(Object.entries(n.communities))}</span><span data-key="state" data-title="到了哪一步">${choices(STAGES.map((key) => [key, n.stage[key]]))}</span></div>
${groups.join("\n")}${nav}${end}`;
  }

  row(p, n, up) {
    const first = p.funding[0];
    const paid = first ? `<div><dt>出资</dt> <dd>${esc(first.funder ? n.organisations[first.funder] : n.source_kind[first.source_kind])}</dd></div>` : "";
    return `<li data-community="${p.community}" data-state="${p.stage}">
<div><a class="name" href="${up}projects/${p.id}/">${esc(p.name)}</a><p>${esc(p.outcome || p.scope.join("、"))}</p>
<dl class="facts">${p.cost_cny ? `<div><dt>投入</dt> <dd>${money(p.cost_cny)}</dd></div>` : ""}${paid}
<div><dt>牵头</dt> <dd>${esc(n.organisations[p.lead])}</dd></div></dl></div>
<span class="ends"><span class="quiet">${esc(n.communities[p.community])}</span><span class="when-found">${stage(n, p.stage)}</span></span></li>`;
  }
}
