import { execFileSync } from 'node:child_process';

export const title = 'The store contains no readable session id, session data, key or token';
export const variants = ['MariaDB', 'Redis'];
export const alone = 'twins'; // other stories of this group use romeo

export default async ({ alpha, charlie, romeo, bed, id, newVisitor, expect, variant }) => {
  const site = variant === 'Redis' ? romeo : charlie;
  const visitor = await newVisitor();
  await visitor.signsInDirectly(alpha, await alpha.person(id));
  expect.equal(await visitor.who(site), id, 'who is signed in');
  const { id: session } = JSON.parse((await visitor.fetches(site.at('?counter=up'))).text);
  const rows = execFileSync('mariadb-dump', ['--no-defaults', `--socket=${bed}/mariadb.sock`, '--user=root', '--hex-blob', '--skip-extended-insert', `site_${site.name}`],
    { encoding: 'latin1', maxBuffer: 1 << 28 });
  let redis = '';
  if (variant === 'Redis') {
    for (const key of execFileSync('redis-cli', ['-s', `${bed}/redis.sock`, '--scan'], { encoding: 'latin1' }).trim().split('\n')) {
      redis += `${key} ${execFileSync('redis-cli', ['-s', `${bed}/redis.sock`, '--raw', 'DUMP', key], { encoding: 'latin1' })}\n`;
    }
    expect.isTrue(redis.length > 100, 'Redis has data');
  }
  const cookies = (await visitor.cookies(site)).filter(({ name }) => /^(wordpress_logged_in|wordpress_sec|PHPSESSID|__Host)/.test(name)).map(({ value }) => decodeURIComponent(value));
  const secrets = [session, 'nobody may read this', 'k3.local.', 'v3.local.', ...cookies, ...cookies.flatMap((value) => value.split('|').filter((part) => part.length > 30))];
  for (const secret of secrets) {
    for (const [where, text] of [['MariaDB', rows], ['Redis', redis]]) {
      expect.lacks(text, secret, where);
      expect.lacks(text.toLowerCase(), Buffer.from(secret).toString('hex'), `${where}, as bytes`);
    }
  }
};
