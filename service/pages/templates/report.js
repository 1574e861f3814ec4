(function () {
  var box = document.getElementById("groups-list");
  var tools = document.querySelector(".tools");
  if (!box || !tools) return;
  var cards = Array.prototype.slice.call(box.children), texts = null;
  var find = document.getElementById("find"), order = document.getElementById("order");
  var shown = document.getElementById("shown"), was = cards.map(function (c) { return c.open; });
  tools.hidden = false;
  find.addEventListener("input", function () {
    var words = find.value.toLowerCase().split(/\s+/).filter(Boolean), n = 0;
    texts = texts || cards.map(function (c) { return c.textContent.toLowerCase(); });
    cards.forEach(function (card, k) {
      var hit = words.every(function (w) { return texts[k].indexOf(w) >= 0; });
      card.hidden = !hit;
      n += hit;
      card.open = words.length && hit && n <= 5 ? true : was[k];
    });
    shown.textContent = words.length ? n + " of " + cards.length + " groups" : "";
  });
  order.addEventListener("change", function () {
    var key = order.value === "weak" ? "score" : "place";
    cards.slice().sort(function (a, b) { return a.dataset[key] - b.dataset[key]; })
      .forEach(function (card) { box.appendChild(card); });
  });
  function reveal() {
    var card = document.getElementById(location.hash.slice(1));
    if (card && card.tagName === "DETAILS") { card.open = true; card.scrollIntoView(); }
  }
  addEventListener("hashchange", reveal);
  reveal();
  addEventListener("beforeprint", function () { cards.forEach(function (c) { c.open = true; }); });
  addEventListener("afterprint", function () { cards.forEach(function (c, k) { c.open = was[k]; }); });
})();
