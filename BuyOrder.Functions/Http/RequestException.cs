namespace BuyOrder.Functions.Http;

/// <summary>A request refused deep in its reading, too deep for a returned outcome; the HTTP boundary answers with the problem.</summary>
internal sealed class RequestException(ProblemResult problem) : Exception(problem.Problem.Detail)
{
    public ProblemResult Problem { get; } = problem;
}
