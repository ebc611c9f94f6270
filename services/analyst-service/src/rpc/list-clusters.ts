import { ListClustersReply, type ListClustersRequest } from '@panal/shared-types/analyst';
import { catchAllSignature } from '../core/state.ts';
import type { Analyst } from '../shell/analyst.ts';
import { clusterMessage } from './messages.ts';

const LIMIT_DEFAULT = 50;
const LIMIT_MAX = 1_000;

/** Clusters by size, the largest first, and how many failures found no cluster that says what they are. */
export const listClusters =
  (analyst: Analyst) =>
  (request: ListClustersRequest): ListClustersReply => {
    const limit = Math.min(request.limit || LIMIT_DEFAULT, LIMIT_MAX);
    const clusters = [...analyst.state.clusters.values()];
    const wanted = clusters.filter(({ clusterId }) => !request.clusterId || clusterId === request.clusterId);
    const countOf = (matches: (cluster: (typeof clusters)[number]) => boolean): number =>
      clusters.reduce((sum, cluster) => sum + (matches(cluster) ? cluster.count : 0), 0);
    return {
      clusters: wanted
        .sort((a, b) => b.count - a.count || a.firstSeenMs - b.firstSeenMs)
        .slice(0, limit)
        .map(clusterMessage),
      failures: analyst.state.failureCount,
      unplaced: countOf(({ signature }) => signature === catchAllSignature),
      unrecognised: countOf(({ kind, signature }) => kind === 'other' && signature !== catchAllSignature),
      clusterCount: clusters.length,
    };
  };
