using System.Reflection;

namespace BuyOrder.Functions.Tests.Testing;

public sealed class FrameworkTests
{
    [Theory]
    [InlineData("BuyOrder.Testing")]
    [InlineData("BuyOrder.Simulation")]
    public void What_tools_share_knows_no_test_framework(string project)
    {
        var referenced = Assembly.Load(project).GetReferencedAssemblies().Select(assembly => assembly.Name!);

        Assert.DoesNotContain(referenced, name => name.StartsWith("xunit", StringComparison.OrdinalIgnoreCase) || name == "BuyOrder.Functions.Tests");
    }
}
