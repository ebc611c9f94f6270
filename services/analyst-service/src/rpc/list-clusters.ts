import { ListClustersReply, type ListClustersRequest } from '@panal/shared-types/analyst';
import type { Analyst } from '../shell/analyst.ts';
import { clusterMessage } from './messages.ts';

const LIMIT_DEFAULT = 50;
const LIMIT_MAX = 1_000;

/** Clusters by size, the largest first. */
export const listClusters =
  (analyst: Analyst) =>
  (request: ListClustersRequest): ListClustersReply => {
    const limit = Math.min(request.limit || LIMIT_DEFAULT, LIMIT_MAX);
    const wanted = [...analyst.state.clusters.values()].filter(
      ({ clusterId }) => !request.clusterId || clusterId === request.clusterId,
    );
    return {
      clusters: wanted
        .sort((a, b) => b.count - a.count || a.firstSeenMs - b.firstSeenMs)
        .slice(0, limit)
        .map(clusterMessage),
    };
  };
