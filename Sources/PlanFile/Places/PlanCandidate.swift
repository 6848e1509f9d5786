/// One file that may contain the plan.
enum PlanCandidate: Equatable {
    case file(path: String, title: String)
    case object(bucket: String, key: String)

    var title: String {
        switch self {
        case .file(_, let title): title
        case .object(let bucket, let key): "s3://\(bucket)/\(key)"
        }
    }
}
