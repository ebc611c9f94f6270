/** Namespaces of the vocabulary that services write into Synapse. Source: docs/decisions/ontology.md. */
export const namespaces = {
  swarm: 'http://swarm.os/ontology/',
  nist: 'http://nist.gov/caisi/',
  prov: 'http://www.w3.org/ns/prov#',
  skos: 'http://www.w3.org/2004/02/skos/core#',
  sh: 'http://www.w3.org/ns/shacl#',
  odrl: 'http://www.w3.org/ns/odrl/2/',
  pplan: 'http://purl.org/net/p-plan#',
  schema: 'http://schema.org/',
  rdf: 'http://www.w3.org/1999/02/22-rdf-syntax-ns#',
  xsd: 'http://www.w3.org/2001/XMLSchema#',
} as const;
