namespace BuyOrder.Functions.Http.Shapes;

internal sealed record ExecutionsShape(long Total, long Completed, long Failed, long Pending);
