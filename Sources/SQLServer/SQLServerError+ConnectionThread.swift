import ConnectionThread

extension SQLServerError {
    init(_ error: ConnectionThreadError) {
        self.init(error.kind == .closed ? .unreachable : .unavailable, error.description)
    }
}
