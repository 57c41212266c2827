"""Summarises a samples.csv by case with pandas, and prints what that took as JSON; scripts/perf/tables.ts calls it."""

import json
import resource
import sys
import time

import pandas

began, used = time.perf_counter(), time.process_time()
samples = pandas.read_csv(sys.argv[1])
groups = samples[samples.phase == "predict"].groupby(["device_udid", "case_id"]).latency_ns
summary = groups.agg(["count", "mean", "min", "max", "median"]).join(groups.quantile([0.9, 0.95, 0.99]).unstack())
assert len(summary) > 0
print(
    json.dumps(
        {
            "wallMs": (time.perf_counter() - began) * 1e3,
            "cpuMs": (time.process_time() - used) * 1e3,
            "version": pandas.__version__,
            "peakMb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        }
    )
)
