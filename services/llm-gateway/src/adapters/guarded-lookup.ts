import { lookup as systemLookup, type LookupAddress, type LookupOptions } from 'node:dns';
import { mayConnect } from './address-kind.ts';

export type LookupCallback = (error: NodeJS.ErrnoException | null, address: string | LookupAddress[], family?: number) => void;

/** A lookup for connections, as `dns.lookup`. */
export type Lookup = (host: string, options: LookupOptions, callback: LookupCallback) => void;

/**
 * A lookup that fails where a name leads to an address at which no upstream may be (address-kind.ts). It is asked at each
 * connection, and gives exactly the addresses that are then used, so that a name can't change its mind in between.
 */
export function guardedLookup(allowPrivate: boolean, lookup: Lookup = systemLookup as Lookup): Lookup {
  return (host, options, callback) => {
    lookup(host, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, '');
      const all = Array.isArray(found) ? found : [{ address: found, family: found.includes(':') ? 6 : 4 }];
      const allowed = all.filter(({ address }) => mayConnect(host, address, allowPrivate));
      if (allowed.length === 0) return callback(refusal(host), '');
      if (options.all) callback(null, allowed);
      else callback(null, allowed[0]!.address, allowed[0]!.family);
    });
  };
}

const refusal = (host: string): NodeJS.ErrnoException =>
  Object.assign(
    new Error(`${host} leads to a private or link-local address; allowPrivate of its upstream permits private ones`),
    {
      code: 'EPRIVATE',
    },
  );
