namespace BuyOrder.Functions.Http.Responses;

internal sealed record ExecutionsResponse(long Total, long Completed, long Failed, long Pending);
