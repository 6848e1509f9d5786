import JSON
import UTCTime

/// Writes metrics as log lines in CloudWatch's Embedded Metric Format (EMF).
///
/// The specification requires that `Dimensions` is an array of arrays of at most 30 names. A line has at most 100
/// metrics and a metric at most 100 values; more of either needs another line. `StorageResolution` is left out, which
/// means 60 s.
enum EmbeddedMetricFormat {
    static let maximumMetrics = 100
    static let maximumValues = 100
    static let maximumDimensions = 30

    /// Makes the log lines for a set of metrics. A set without metrics gives no line, because a line without metrics is
    /// an error to CloudWatch.
    static func lines(_ set: MetricSet, namespace: String, functionName: String, at time: UTCTime) -> [[UInt8]] {
        pages(set.metrics).map { line($0, set, namespace, functionName, time) }
            + set.groups.flatMap { group in
                pages(group.metrics).map { line($0, group, namespace, functionName, time) }
            }
    }

    /// Divides the metrics into lines. A line has at most 100 metrics, at most 100 values of each, and no name twice.
    private static func pages(_ metrics: [MetricSet.Metric]) -> [[MetricSet.Metric]] {
        var pages: [[MetricSet.Metric]] = []
        let rounds = metrics.map { ($0.values.count + maximumValues - 1) / maximumValues }.max() ?? 0
        for round in 0..<rounds {
            let pieces = metrics.compactMap { metric -> MetricSet.Metric? in
                let values = metric.values.dropFirst(round * maximumValues).prefix(maximumValues)
                return values.isEmpty
                    ? nil : MetricSet.Metric(name: metric.name, unit: metric.unit, values: Array(values))
            }
            for start in stride(from: 0, to: pieces.count, by: maximumMetrics) {
                pages.append(Array(pieces[start..<min(start + maximumMetrics, pieces.count)]))
            }
        }
        return pages
    }

    private static func line(
        _ metrics: [MetricSet.Metric],
        _ set: MetricSet,
        _ namespace: String,
        _ functionName: String,
        _ time: UTCTime
    ) -> [UInt8] {
        let dimensions =
            [("FunctionName", functionName)]
            + set.dimensions.filter { $0.key != "FunctionName" }.sorted { $0.key < $1.key }
            .prefix(maximumDimensions - 1).map { ($0.key, $0.value) }
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("_aws")
        writer.beginObject()
        writer.key("Timestamp")
        writer.integer(time.millisecondsSinceEpoch)
        writer.key("CloudWatchMetrics")
        writer.beginArray()
        writer.beginObject()
        writer.member("Namespace", namespace)
        writer.key("Dimensions")
        writer.beginArray()
        writer.beginArray()
        for (name, _) in dimensions { writer.string(name) }
        writer.endArray()
        writer.endArray()
        writer.key("Metrics")
        writer.beginArray()
        for metric in metrics {
            writer.beginObject()
            writer.member("Name", metric.name)
            writer.member("Unit", metric.unit.rawValue)
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
        writer.endArray()
        writer.endObject()
        var taken = Set(metrics.map(\.name)).union(["_aws"])
        for (name, value) in dimensions + set.properties.sorted(by: { $0.key < $1.key }).map({ ($0.key, $0.value) })
        where taken.insert(name).inserted {
            writer.member(name, value)
        }
        for metric in metrics {
            writer.key(metric.name)
            if metric.values.count == 1 {
                writer.number(metric.values[0])
            } else {
                writer.beginArray()
                for value in metric.values { writer.number(value) }
                writer.endArray()
            }
        }
        writer.endObject()
        return writer.bytes
    }
}
