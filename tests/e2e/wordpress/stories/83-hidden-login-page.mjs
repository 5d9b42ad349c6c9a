export const title = 'A site with a hidden login page shares logins through admin-post.php';
export const alone = 'twins';
export const variants = ['the hub', 'the member'];

export default async ({ delta, echo, id, newVisitor, expect, variant }) => {
  const [hidden, other] = variant === 'the hub' ? [delta, echo] : [echo, delta];
  const entry = () => other.php('UserSync\\Plugin\\Network\\HealthCheck::check_all(); return UserSync\\Plugin\\Network\\Health::entry($with["peer"]);', { peer: hidden.url });
  await hidden.php('update_option("bed_hides_login", 1); return true;');
  try {
    expect.equal(await entry(), 'wp-admin/admin-post.php', 'where the other site sends browsers');
    const person = await delta.person(id);
    const visitor = await newVisitor();
    await visitor.opens(hidden.at('wp-login.php?bed=really'));
    expect.match(await visitor.page.textContent('body'), /hidden/, 'the login page');
    expect.equal(await visitor.who(echo), 'nobody', 'who is signed in at the member');
    await visitor.signsInDirectly(delta, person);
    expect.equal(await visitor.who(delta), id, 'who is signed in at the hub');
    expect.equal(await visitor.who(echo), id, 'who is signed in at the member');
    if (hidden === echo) {
      const eager = await newVisitor();
      await eager.signsInDirectly(delta, person);
      await eager.opens(echo.at(`secret-door/?redirect_to=${encodeURIComponent(echo.at('hello-world/'))}`));
      expect.equal([eager.page.url(), await eager.page.textContent('#who')], [echo.at('hello-world/'), id], 'final url of the login form, and who is signed in');
    }
    await visitor.signsOut(other);
    for (const site of [delta, echo]) await visitor.eventuallyIs(site, 'nobody');

    const member = await echo.person(`${id}m`);
    const back = await newVisitor();
    await back.signsInDirectly(echo, member);
    expect.equal(await back.who(echo), member.login, 'who signed in at the member');
    expect.equal(await back.who(delta), member.login, 'who is signed in at the hub');
  } finally {
    await hidden.php('delete_option("bed_hides_login"); return true;');
    expect.equal(await entry(), 'wp-login.php', 'where the other site sends browsers afterwards');
  }
};
