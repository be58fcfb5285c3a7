// The made-up shop around the chat: its goods, its three languages, its basket. Nothing here belongs to the product.

const TEXTS = {
  en: {
    currency: ["USD", 1],
    nav: "Shop",
    languages: "Language",
    nav_bikes: "Bicycles",
    nav_size: "Which size?",
    nav_workshop: "Workshop",
    in_cart: "in the basket",
    hero_eyebrow: "Made for small riders since 1998",
    hero_title: "The first bicycle is never forgotten",
    hero_text: "Light frames, brakes for small hands and colours that children choose themselves. Put together in our workshop and delivered ready to ride.",
    hero_see: "See the bicycles",
    hero_ask: "Ask us",
    scene: "A child’s red bicycle on a hill at sunrise",
    promise_assembled: "Delivered ready to ride",
    promise_assembled_text: "Put together, adjusted and test-ridden",
    promise_swap: "Grows with your child",
    promise_swap_text: "We take it back for the next size",
    promise_return: "30 days to try",
    promise_return_text: "Wrong size? We change it at no cost",
    bikes: "Named after birds, because they fly",
    add: "Add to basket",
    added: "In the basket",
    last: "Only 2 left",
    fresh: "New",
    pintassilgo: "Balance bicycle · 12″",
    pintassilgo_text: "Feet on the ground, head in the wind. 3.1 kg.",
    sabia: "With training wheels · 14″",
    sabia_text: "The training wheels come off when courage arrives.",
    bemtevi: "Town bicycle · 20″",
    bemtevi_text: "Mudguards, basket and a bell that can be heard.",
    tucano: "Mountain bicycle · 24″",
    tucano_text: "Eight gears, disc brakes, and mud washes off.",
    coruja: "Tricycle · from 18 months",
    coruja_text: "With a box for whoever has to come along.",
    joaninha: "Helmet · 46–53 cm",
    joaninha_text: "250 g, with a light at the back.",
    size: "Which size is right?",
    size_text: "Age is only a hint. Measure the inside leg against a wall, shoes on, and look it up here. Between two sizes, take the smaller one.",
    size_ask: "Not sure? Ask us",
    size_caption: "Wheel by inside leg",
    size_leg: "Inside leg",
    size_wheel: "Wheel",
    size_age: "About",
    age: "{age} years",
    workshop: "The workshop",
    workshop_text: "Service in two days, spare parts for every bicycle we ever sold, and a Saturday course for parents who want to do it themselves.",
    workshop_check: "Safety check",
    workshop_full: "Full service",
    workshop_tube: "New inner tube, fitted",
    footer: "This shop is made up. It shows the chat of Balcão: the button in the corner.",
  },
  "pt-BR": {
    currency: ["BRL", 5],
    nav: "Loja",
    languages: "Idioma",
    nav_bikes: "Bicicletas",
    nav_size: "Qual tamanho?",
    nav_workshop: "Oficina",
    in_cart: "no carrinho",
    hero_eyebrow: "Para pequenos ciclistas desde 1998",
    hero_title: "A primeira bicicleta a gente nunca esquece",
    hero_text: "Quadros leves, freios para mãos pequenas e cores que as crianças escolhem. Montada na nossa oficina e entregue pronta para pedalar.",
    hero_see: "Ver as bicicletas",
    hero_ask: "Fale com a gente",
    scene: "Uma bicicleta infantil vermelha numa colina ao nascer do sol",
    promise_assembled: "Chega pronta para pedalar",
    promise_assembled_text: "Montada, regulada e testada",
    promise_swap: "Cresce com a criança",
    promise_swap_text: "Aceitamos de volta no próximo tamanho",
    promise_return: "30 dias para testar",
    promise_return_text: "Tamanho errado? Trocamos sem custo",
    bikes: "Têm nome de pássaro porque voam",
    add: "Pôr no carrinho",
    added: "No carrinho",
    last: "Só restam 2",
    fresh: "Novidade",
    pintassilgo: "Bicicleta de equilíbrio · aro 12",
    pintassilgo_text: "Pés no chão, cabeça ao vento. 3,1 kg.",
    sabia: "Com rodinhas · aro 14",
    sabia_text: "As rodinhas saem quando a coragem chega.",
    bemtevi: "Passeio · aro 20",
    bemtevi_text: "Para-lamas, cestinha e uma buzina que se ouve.",
    tucano: "Mountain bike · aro 24",
    tucano_text: "Oito marchas, freio a disco, e a lama sai fácil.",
    coruja: "Triciclo · a partir de 18 meses",
    coruja_text: "Com caçamba para quem precisa ir junto.",
    joaninha: "Capacete · 46–53 cm",
    joaninha_text: "250 g, com luz atrás.",
    size: "Qual é o tamanho certo?",
    size_text: "A idade é só uma pista. Meça a entreperna contra a parede, de tênis, e procure aqui. Entre dois tamanhos, fique com o menor.",
    size_ask: "Na dúvida, pergunte",
    size_caption: "Aro pela entreperna",
    size_leg: "Entreperna",
    size_wheel: "Aro",
    size_age: "Em torno de",
    age: "{age} anos",
    workshop: "A oficina",
    workshop_text: "Revisão em dois dias, peças para toda bicicleta que já vendemos e um curso aos sábados para pais que querem fazer por conta própria.",
    workshop_check: "Revisão de segurança",
    workshop_full: "Revisão completa",
    workshop_tube: "Câmara nova, instalada",
    footer: "Esta loja é inventada. Ela mostra o chat do Balcão: o botão no canto.",
  },
  es: {
    currency: ["EUR", 1],
    nav: "Tienda",
    languages: "Idioma",
    nav_bikes: "Bicicletas",
    nav_size: "¿Qué talla?",
    nav_workshop: "Taller",
    in_cart: "en la cesta",
    hero_eyebrow: "Para pequeños ciclistas desde 1998",
    hero_title: "La primera bicicleta nunca se olvida",
    hero_text: "Cuadros ligeros, frenos para manos pequeñas y colores que eligen los niños. Montada en nuestro taller y entregada lista para rodar.",
    hero_see: "Ver las bicicletas",
    hero_ask: "Pregúntanos",
    scene: "Una bicicleta infantil roja en una colina al amanecer",
    promise_assembled: "Llega lista para rodar",
    promise_assembled_text: "Montada, ajustada y probada",
    promise_swap: "Crece con tu peque",
    promise_swap_text: "La aceptamos de vuelta por la talla siguiente",
    promise_return: "30 días para probar",
    promise_return_text: "¿Otra talla? La cambiamos sin coste",
    bikes: "Llevan nombre de pájaro porque vuelan",
    add: "Añadir a la cesta",
    added: "En la cesta",
    last: "Solo quedan 2",
    fresh: "Novedad",
    pintassilgo: "Bicicleta de equilibrio · 12″",
    pintassilgo_text: "Pies en el suelo, cabeza al viento. 3,1 kg.",
    sabia: "Con ruedines · 14″",
    sabia_text: "Los ruedines se quitan cuando llega el valor.",
    bemtevi: "De paseo · 20″",
    bemtevi_text: "Guardabarros, cesta y un timbre que se oye.",
    tucano: "De montaña · 24″",
    tucano_text: "Ocho marchas, frenos de disco, y el barro se lava.",
    coruja: "Triciclo · desde 18 meses",
    coruja_text: "Con caja para quien tenga que venir.",
    joaninha: "Casco · 46–53 cm",
    joaninha_text: "250 g, con luz detrás.",
    size: "¿Cuál es la talla correcta?",
    size_text: "La edad es solo una pista. Mide la entrepierna contra la pared, con zapatillas, y búscala aquí. Entre dos tallas, la menor.",
    size_ask: "¿Dudas? Pregúntanos",
    size_caption: "Rueda según la entrepierna",
    size_leg: "Entrepierna",
    size_wheel: "Rueda",
    size_age: "Unos",
    age: "{age} años",
    workshop: "El taller",
    workshop_text: "Revisión en dos días, recambios para cada bicicleta que hemos vendido y un curso los sábados para padres que quieren hacerlo ellos mismos.",
    workshop_check: "Revisión de seguridad",
    workshop_full: "Revisión completa",
    workshop_tube: "Cámara nueva, montada",
    footer: "Esta tienda es inventada. Muestra el chat de Balcão: el botón de la esquina.",
  },
};

const GOODS = [
  { key: "pintassilgo", name: "Pintassilgo", picture: "balance", colour: "sunny", price: 119 },
  { key: "sabia", name: "Sabiá", picture: "first", colour: "coral", price: 169 },
  { key: "bemtevi", name: "Bem-te-vi", picture: "town", colour: "mint", price: 229, flag: "fresh" },
  { key: "tucano", name: "Tucano", picture: "mountain", colour: "sea", price: 349, flag: "last" },
  { key: "coruja", name: "Coruja", picture: "trike", colour: "plum", price: 139 },
  { key: "joaninha", name: "Joaninha", picture: "helmet", colour: "coral", price: 39 },
];

const language = chooseLanguage();
const texts = TEXTS[language];
let inBasket = 0;

document.documentElement.lang = language;
for (const node of document.querySelectorAll("[data-t]")) node.textContent = said(node.dataset.t);
for (const node of document.querySelectorAll("[data-label]")) node.setAttribute("aria-label", said(node.dataset.label));
for (const node of document.querySelectorAll("[data-price]")) node.textContent = price(Number(node.dataset.price));
for (const link of document.querySelectorAll(".languages a")) if (link.lang === language) link.setAttribute("aria-current", "true");
for (const button of document.querySelectorAll("[data-chat]")) button.addEventListener("click", () => window.Balcao?.open());
document.querySelector(".products").append(...GOODS.map(product));

function chooseLanguage() {
  const wished = [new URLSearchParams(location.search).get("lang"), ...navigator.languages];
  const known = Object.keys(TEXTS);
  for (const tag of wished) {
    const found = tag && known.find((it) => it.slice(0, 2) === tag.slice(0, 2).toLowerCase());
    if (found) return found;
  }
  return "en";
}

function said(key) {
  const age = /^age_(\d+)_(\d+)$/.exec(key);
  return age ? texts.age.replace("{age}", `${age[1]}–${age[2]}`) : texts[key];
}

function price(amount) {
  const [currency, factor] = texts.currency;
  return new Intl.NumberFormat(language, { style: "currency", currency, maximumFractionDigits: 0 }).format(amount * factor);
}

function product({ key, name, picture, colour, price: amount, flag }) {
  const item = node("li", "product");
  const frame = node("div", `picture ${colour}`);
  const drawing = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  drawing.setAttribute("viewBox", "0 0 320 220");
  drawing.setAttribute("aria-hidden", "true");
  drawing.append(document.createElementNS(drawing.namespaceURI, "use"));
  drawing.firstChild.setAttribute("href", `#${picture}`);
  frame.append(drawing);
  if (flag) frame.append(node("span", "flag", texts[flag]));

  const button = node("button", "button small", texts.add);
  button.type = "button";
  button.setAttribute("aria-label", `${texts.add}: ${name}`);
  button.addEventListener("click", () => {
    inBasket += 1;
    document.querySelector(".count").textContent = inBasket;
    button.textContent = `${texts.added} ✓`;
  });
  const last = node("div", "buy");
  last.append(node("strong", "price", price(amount)), button);
  item.append(frame, node("h3", "", name), node("p", "kind", texts[key]), node("p", "", texts[`${key}_text`]), last);
  return item;
}

function node(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}
