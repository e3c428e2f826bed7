using System.Reflection;

namespace BuyOrder.Functions.Http;

/// <summary>The query parameters that a function knows; one that says nothing knows none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class QueryAttribute(params string[] names) : Attribute
{
    public IReadOnlyList<string> Names { get; } = names;
}

/// <summary>The function does not wait for the start-up work: it tells how far it is, or needs nothing of it.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class AnswersWhileStartingAttribute : Attribute;

/// <summary>What a function's method says of the calls that it takes.</summary>
internal sealed record HttpFunction(IReadOnlyList<string> Query, bool MustBeReady)
{
    public static HttpFunction Of(MethodInfo method) => new(
        method.GetCustomAttribute<QueryAttribute>()?.Names ?? [],
        MustBeReady: method.GetCustomAttribute<AnswersWhileStartingAttribute>() is null);

    /// <param name="entryPoint">As the worker names it: the type's full name, a dot, the method's name.</param>
    public static HttpFunction At(string entryPoint)
    {
        var dot = entryPoint.LastIndexOf('.');
        var method = typeof(HttpFunction).Assembly.GetType(entryPoint[..dot])?.GetMethod(entryPoint[(dot + 1)..]);
        return Of(method ?? throw new InvalidOperationException($"There is no method {entryPoint}."));
    }
}
