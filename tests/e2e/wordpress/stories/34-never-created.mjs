export const title = 'Where accounts are not made for strangers, nobody without one is signed in';

export default async ({ delta, echo, id, arrives, expect }) => {
  await echo.php('UserSync\\Plugin\\Site\\Options::set(["create_users" => "never"]); return true;');
  try {
    const person = await delta.person(id);
    const visitor = await arrives();
    await visitor.isIn(delta, person);
    expect.equal(await visitor.who(echo), 'nobody', 'who is signed in at echo');
    expect.equal(await echo.account(person.email), null, 'an account at echo');
  } finally {
    await echo.php('UserSync\\Plugin\\Site\\Options::set(["create_users" => "subscriber"]); return true;');
  }
};
export const alone = 'twins';
