
// Whose link it is. The form shows once it is known, without the name for who has one.

const card = document.querySelector(".entry-card");
const owner = card.querySelector(".welcome-owner");
const token = location.hash.slice(1);

async function look() {
  const answer = await fetch("/api/fn/look_at_password_link", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ token }),
  });
  if (answer.status === 404) return (owner.textContent = owner.dataset.gone);
  if (!answer.ok) throw new Error(answer.statusText);
  const { company, name, email, is_new: isNew } = await answer.json();
  owner.textContent = `${company} · ${email}`;
  const { elements } = card.querySelector("form");
  elements.token.value = token;
  elements.username.value = email;
  elements.name.value = name;
  card.dataset.owner = isNew ? "new" : "known";
  (isNew ? elements.name : elements.password).focus();
}

look().catch(() => (owner.textContent = foot.dataset.offline));
