export const title = 'If a site creates no accounts, users without an account are not signed in';

export default async ({ delta, echo, id, newVisitor, expect }) => {
  await echo.php('UserSync\\Plugin\\Site\\Options::set(["create_users" => "never"]); return true;');
  try {
    const person = await delta.person(id);
    const visitor = await newVisitor();
    await visitor.signsInDirectly(delta, person);
    expect.equal(await visitor.who(echo), 'nobody', 'who is signed in at echo');
    expect.equal(await echo.account(person.email), null, 'an account at echo');
  } finally {
    await echo.php('UserSync\\Plugin\\Site\\Options::set(["create_users" => "subscriber"]); return true;');
  }
};
export const alone = 'twins';
