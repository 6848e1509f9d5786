import Synchronization

/// The metrics of one invocation, written to the log as one line of JSON when the invocation ends. CloudWatch reads the
/// metrics from this line (Embedded Metric Format), so there is no API call to pay for or to wait for.
public final class InvocationMetrics: Sendable {
    public enum Unit: String, Sendable {
        case count = "Count"
        case bytes = "Bytes"
        case milliseconds = "Milliseconds"
        case seconds = "Seconds"
        case percent = "Percent"
        case none = "None"
    }

    private let recorded = Mutex(MetricSet())

    public init() {}

    /// Records one value of a metric. Counts and bytes of one name are added up; values of another unit become that
    /// metric's distribution (minimum, percentiles). A value that is not finite is left out, because CloudWatch would
    /// refuse the whole line.
    public func add(_ name: String, _ value: Double, _ unit: Unit = .count) {
        guard value.isFinite, !name.isEmpty, name != "_aws", name != "FunctionName" else { return }
        recorded.withLock { $0.add(name, value, unit) }
    }

    /// Records one value of a metric that has dimensions of its own, such as a table's name.
    ///
    /// - Parameter dimensions: the dimensions in addition to `FunctionName`. CloudWatch counts and bills each
    ///   combination as a separate metric.
    public func add(_ name: String, _ value: Double, _ unit: Unit = .count, of dimensions: [String: String]) {
        guard value.isFinite, !name.isEmpty, name != "_aws", name != "FunctionName", dimensions[name] == nil else {
            return
        }
        recorded.withLock { set in
            let index = set.groups.firstIndex { $0.dimensions == dimensions } ?? set.groups.count
            if index == set.groups.count { set.groups.append(MetricSet(dimensions: dimensions)) }
            set.groups[index].add(name, value, unit)
        }
    }

    /// Sets a dimension of this invocation's metrics, in addition to `FunctionName`. Metrics with dimensions of their
    /// own do not get it. CloudWatch counts and bills each value as a separate metric, so do not use keys, ids or names
    /// of objects.
    public func dimension(_ name: String, _ value: String) {
        recorded.withLock { $0.dimensions[name] = value }
    }

    /// Adds a member without a metric to the log line. A person can search the log for it.
    public func property(_ name: String, _ value: String) {
        recorded.withLock { $0.properties[name] = value }
    }

    func snapshot() -> MetricSet { recorded.withLock { $0 } }
}
