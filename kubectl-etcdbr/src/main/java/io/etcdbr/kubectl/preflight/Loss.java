package io.etcdbr.kubectl.preflight;

import java.util.List;

/**
 * What going back to the backup does to the objects of the cluster as it is now.
 *
 * @param resources by kind, those with the most differences first
 * @param lost made since the backup, {@code regained} deleted since, {@code reverted} changed since
 * @param nodesForgotten joined since: their kubelets must be restarted
 * @param nodesReturned removed since: they come back as NotReady
 * @param volumesForgotten made since: their storage stays, but nothing knows it any more
 * @param volumesReturned deleted since: their storage may be gone
 * @param jobsAgain Jobs that had not ended at the time of the backup, and run again
 * @param cronJobs that schedule from the backup's state
 * @param warnings of the comparison itself
 */
public record Loss(
        List<Resource> resources,
        long lost,
        long regained,
        long reverted,
        List<String> nodesForgotten,
        List<String> nodesReturned,
        List<String> volumesForgotten,
        List<String> volumesReturned,
        List<String> jobsAgain,
        List<String> cronJobs,
        List<String> warnings) {

    public Loss {
        resources = List.copyOf(resources);
        nodesForgotten = List.copyOf(nodesForgotten);
        nodesReturned = List.copyOf(nodesReturned);
        volumesForgotten = List.copyOf(volumesForgotten);
        volumesReturned = List.copyOf(volumesReturned);
        jobsAgain = List.copyOf(jobsAgain);
        cronJobs = List.copyOf(cronJobs);
        warnings = List.copyOf(warnings);
    }

    /** The counts of one kind. */
    public record Resource(String resource, long lost, long regained, long reverted) {
        public long total() {
            return lost + regained + reverted;
        }
    }

    public boolean any() {
        return lost + regained + reverted > 0;
    }
}
