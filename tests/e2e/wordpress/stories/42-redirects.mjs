export const title = 'No step of the sign-in redirects to an origin outside the network';

export default async ({ alpha, bravo, id, newVisitor, expect }) => {
  const look = async (url) => {
    const answer = await fetch(url, { redirect: 'manual', headers: { 'User-Agent': 'Mozilla/5.0 story' } });
    return { status: answer.status, location: answer.headers.get('location') ?? '', csp: answer.headers.get('content-security-policy') ?? '',
      frame: answer.headers.get('x-frame-options') ?? '', cache: answer.headers.get('cache-control') ?? '' };
  };
  for (const evil of ['https://evil.test/', '//evil.test/', '/\\evil.test/', 'https:evil.test', '/%0d%0aLocation: https://evil.test/', 'javascript:alert(1)']) {
    for (const step of ['start', 'start&interactive=1', 'back', 'next', 'callback&error=login_required&network=main&state=AAAAAAAAAAAAAAAAAAAAAA']) {
      const { location } = await look(bravo.at(`wp-login.php?action=usersync&usersync=${step}&to=${encodeURIComponent(evil)}&redirect_to=${encodeURIComponent(evil)}&return_to=${encodeURIComponent(evil)}`));
      const to = location === '' ? bravo.origin : new URL(location, bravo.at()).origin;
      expect.isTrue([bravo.origin, alpha.origin].includes(to), `${step} with ${evil} leads to ${location}`);
    }
  }
  // The whole sign-in, started by such a link.
  const person = await alpha.person(id);
  for (const evil of ['https://evil.test/', '//evil.test/', '/\\evil.test/']) {
    const visitor = await newVisitor();
    await visitor.signsInDirectly(alpha, person);
    await visitor.opens(bravo.at(`wp-login.php?action=usersync&usersync=start&to=${encodeURIComponent(evil)}`));
    expect.equal([visitor.page.url(), await visitor.page.textContent('#who')], [bravo.at(), id], `final url for ${evil}, and who is signed in`);
    expect.equal(visitor.requests.filter(({ url }) => ![alpha.origin, bravo.origin].includes(new URL(url).origin)), [], 'requests to other origins');
    await visitor.closes();
  }
  const query = 'network=main&challenge=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA&state=AAAAAAAAAAAAAAAAAAAAAA';
  const stranger = await look(alpha.at(`wp-login.php?action=usersync&usersync=ask&aud=${encodeURIComponent('https://evil.test')}&${query}`));
  expect.equal([stranger.status, stranger.location], [400, ''], 'response of the hub to an unknown site');
  const known = await look(alpha.at(`wp-login.php?action=usersync&usersync=ask&aud=${encodeURIComponent(bravo.url)}&${query}`));
  expect.isTrue(known.location.startsWith(`${bravo.url}/wp-login.php?action=usersync`), `the hub responds that nobody is signed in: ${known.location}`);
  expect.match(known.cache, /no-store/, 'cache headers of that response');
  expect.match(known.csp, /frame-ancestors 'none'/, 'who may frame it');
};
