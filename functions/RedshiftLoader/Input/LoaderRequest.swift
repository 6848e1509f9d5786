/// The meaning of an event.
enum LoaderRequest: Sendable, Equatable {
    case load(LoadRequest)
}
