// What Pagefind's own documentation says to do, without its looks: the first ten results with their data.
import { search } from "./pagefind/pagefind.js";

const found = await search(new URLSearchParams(location.search).get("q"));
const ten = await Promise.all(found.results.slice(0, 10).map((result) => result.data()));
const answer = document.getElementById("answer");
answer.textContent = JSON.stringify(
  ten.map((data) => [data.url, ...data.sub_results.map((place) => place.url)]),
);
answer.dataset.done = "1";
