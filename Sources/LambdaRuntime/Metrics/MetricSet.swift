/// The recorded metrics, in the order of their first values.
struct MetricSet: Sendable, Equatable {
    struct Metric: Sendable, Equatable {
        var name: String
        var unit: InvocationMetrics.Unit
        var values: [Double]
    }

    var metrics: [Metric] = []
    var dimensions: [String: String] = [:]
    var properties: [String: String] = [:]
    /// The metrics with dimensions of their own, as one set for each combination of dimensions.
    var groups: [MetricSet] = []

    mutating func add(_ name: String, _ value: Double, _ unit: InvocationMetrics.Unit) {
        if let index = metrics.firstIndex(where: { $0.name == name }) {
            let isSum = unit == .count || unit == .bytes
            if isSum { metrics[index].values[0] += value } else { metrics[index].values.append(value) }
        } else {
            metrics.append(Metric(name: name, unit: unit, values: [value]))
        }
    }
}
