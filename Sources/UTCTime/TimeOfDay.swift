struct TimeOfDay: Equatable {
    var hour: Int
    var minute: Int
    var second: Int
    var millisecond: Int
}
