import Synchronization

/// The metrics of one invocation, written when it ends as one line of JSON: CloudWatch makes metrics of it, with no API call to
/// pay or to wait for (Embedded Metric Format).
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

    /// Records one value. Counts and bytes of one name add up; values of another unit become that metric's distribution
    /// (minimum, percentiles). A value that is not finite is left out: CloudWatch would refuse the whole line for it.
    public func add(_ name: String, _ value: Double, _ unit: Unit = .count) {
        guard value.isFinite, !name.isEmpty, name != "_aws", name != "FunctionName" else { return }
        recorded.withLock { $0.add(name, value, unit) }
    }

    /// Records one value with dimensions of its own, such as a table's name.
    ///
    /// - Parameter dimensions: beside `FunctionName`; each combination is a metric of its own to CloudWatch, and paid as such.
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

    /// Sets a dimension of all other metrics of this invocation, beside `FunctionName`. Every value of it is a metric of its
    /// own to CloudWatch, and paid as such: no keys, ids or names of objects.
    public func dimension(_ name: String, _ value: String) {
        recorded.withLock { $0.dimensions[name] = value }
    }

    /// Adds a member that is searchable in the log and makes no metric.
    public func property(_ name: String, _ value: String) {
        recorded.withLock { $0.properties[name] = value }
    }

    func snapshot() -> MetricSet { recorded.withLock { $0 } }
}
