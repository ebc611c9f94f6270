/**
 * Entailment as Horn rules in N3. RDFS: rdfs2, 3, 5, 7, 9 and 11 of RDF 1.1 Semantics, section 9.2.1 (the others add only what is
 * true of every graph). OWL 2 RL: the rules of OWL 2 Profiles, section 4.3, that have no lists, no inequality and no falsehood.
 */
const PREFIXES = `
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
`;

const RDFS = `
{ ?p rdfs:domain ?c . ?x ?p ?y } => { ?x a ?c } .
{ ?p rdfs:range ?c . ?x ?p ?y } => { ?y a ?c } .
{ ?p rdfs:subPropertyOf ?q . ?q rdfs:subPropertyOf ?r } => { ?p rdfs:subPropertyOf ?r } .
{ ?p rdfs:subPropertyOf ?q . ?x ?p ?y } => { ?x ?q ?y } .
{ ?c rdfs:subClassOf ?d . ?x a ?c } => { ?x a ?d } .
{ ?c rdfs:subClassOf ?d . ?d rdfs:subClassOf ?e } => { ?c rdfs:subClassOf ?e } .
`;

const OWL_RL = `
{ ?x owl:sameAs ?y } => { ?y owl:sameAs ?x } .
{ ?x owl:sameAs ?y . ?y owl:sameAs ?z } => { ?x owl:sameAs ?z } .
{ ?s owl:sameAs ?t . ?s ?p ?o } => { ?t ?p ?o } .
{ ?o owl:sameAs ?t . ?s ?p ?o } => { ?s ?p ?t } .
{ ?p a owl:InverseFunctionalProperty . ?x ?p ?z . ?y ?p ?z } => { ?x owl:sameAs ?y } .
{ ?p a owl:SymmetricProperty . ?x ?p ?y } => { ?y ?p ?x } .
{ ?p a owl:TransitiveProperty . ?x ?p ?y . ?y ?p ?z } => { ?x ?p ?z } .
{ ?p owl:equivalentProperty ?q } => { ?p rdfs:subPropertyOf ?q . ?q rdfs:subPropertyOf ?p } .
{ ?p owl:inverseOf ?q . ?x ?p ?y } => { ?y ?q ?x } .
{ ?p owl:inverseOf ?q . ?x ?q ?y } => { ?y ?p ?x } .
{ ?c owl:equivalentClass ?d } => { ?c rdfs:subClassOf ?d . ?d rdfs:subClassOf ?c } .
{ ?r owl:someValuesFrom ?c . ?r owl:onProperty ?p . ?x ?p ?y . ?y a ?c } => { ?x a ?r } .
{ ?r owl:allValuesFrom ?c . ?r owl:onProperty ?p . ?x a ?r . ?x ?p ?y } => { ?y a ?c } .
{ ?r owl:hasValue ?v . ?r owl:onProperty ?p . ?x a ?r } => { ?x ?p ?v } .
{ ?r owl:hasValue ?v . ?r owl:onProperty ?p . ?x ?p ?v } => { ?x a ?r } .
{ ?p rdfs:domain ?c . ?c rdfs:subClassOf ?d } => { ?p rdfs:domain ?d } .
{ ?p rdfs:range ?c . ?c rdfs:subClassOf ?d } => { ?p rdfs:range ?d } .
`;

/** Rules by strategy. `owl:FunctionalProperty` infers nothing here: in our vocabulary it says that a new value retires the old one. */
export const reasoningRules = { rdfs: PREFIXES + RDFS, 'owl-rl': PREFIXES + RDFS + OWL_RL } as const;
