using System.Reflection;
using System.Reflection.Emit;
using System.Xml.Linq;
using BuyOrder.Functions.Tests.Docs;

namespace BuyOrder.Functions.Tests.House;

/// <summary>Who may use whom: between projects by their references, between the folders of a project by what its types really use.</summary>
public sealed class DependencyTests
{
    /// <summary>What each project of the product references.</summary>
    private static readonly Dictionary<string, string[]> References = new()
    {
        ["BuyOrder.Domain"] = [],
        ["BuyOrder.Ethereum"] = ["BuyOrder.Domain"],
        ["BuyOrder.Storage"] = ["BuyOrder.Domain"],
        ["BuyOrder.Ledger"] = ["BuyOrder.Storage"],
        ["BuyOrder.Orders"] = ["BuyOrder.Ethereum", "BuyOrder.Ledger"],
        ["BuyOrder.Functions"] = ["BuyOrder.Orders"],
        ["BuyOrder.Cli"] = ["BuyOrder.Orders"],
    };

    private static readonly Dictionary<short, OpCode> OpCodesByValue = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => code.Value);

    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    public static TheoryData<string> Projects() => [.. References.Keys];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_references_only_what_lies_below_it(string project)
    {
        var file = XDocument.Load(RepositoryFiles.At($"{project}/{project}.csproj"));
        var referenced = file.Descendants("ProjectReference").Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value));

        Assert.Equal(References[project], referenced);
    }

    /// <summary>How a node is asked is known where orders are; all others ask those. The local run's market brings its own client.</summary>
    [Theory]
    [InlineData("BuyOrder.Domain")]
    [InlineData("BuyOrder.Storage")]
    [InlineData("BuyOrder.Ledger")]
    [InlineData("BuyOrder.Functions")]
    [InlineData("BuyOrder.Cli")]
    public void Only_orders_name_what_speaks_to_a_node(string project)
    {
        string[] clients = ["BuyOrder.Ethereum", "Nethereum.JsonRpc", "Nethereum.RPC", "Nethereum.Web3"];

        var used = Assembly.Load(project).GetReferencedAssemblies().Select(assembly => assembly.Name!);

        Assert.DoesNotContain(used, name => clients.Any(client => name.StartsWith(client, StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void The_folders_of_a_project_use_each_other_in_one_direction(string project)
    {
        var uses = Uses(Assembly.Load(project), project);

        var cyclic = uses.Keys.Where(folder => Reachable(uses, folder).Contains(folder)).Order(StringComparer.Ordinal);

        Assert.Empty(cyclic);
    }

    /// <summary>By folder below the project the other folders that its types use. What lies in no folder puts the others together and is left out.</summary>
    private static Dictionary<string, HashSet<string>> Uses(Assembly assembly, string project)
    {
        var uses = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        foreach (var type in assembly.GetTypes())
        {
            if (Folder(type, project) is not { } folder)
                continue;
            var used = uses.TryGetValue(folder, out var known) ? known : uses[folder] = new HashSet<string>(StringComparer.Ordinal);
            used.UnionWith(UsedBy(type).Where(other => other.Assembly == assembly).Select(other => Folder(other, project)).OfType<string>());
            used.Remove(folder);
        }

        return uses;
    }

    private static HashSet<string> Reachable(Dictionary<string, HashSet<string>> uses, string from)
    {
        var reached = new HashSet<string>(StringComparer.Ordinal);
        var waiting = new Stack<string>(uses[from]);
        while (waiting.TryPop(out var folder))
        {
            if (reached.Add(folder))
                uses.GetValueOrDefault(folder)?.ToList().ForEach(waiting.Push);
        }

        return reached;
    }

    private static string? Folder(Type type, string project)
    {
        var outermost = type;
        while (outermost.DeclaringType is { } declaring)
            outermost = declaring;
        return outermost.Namespace is { } name && name.StartsWith(project + ".", StringComparison.Ordinal)
            ? name[(project.Length + 1)..].Split('.')[0]
            : null;
    }

    private static IEnumerable<Type> UsedBy(Type type)
    {
        var found = new List<Type?> { type.BaseType };
        found.AddRange(type.GetInterfaces());
        found.AddRange(type.GetFields(Declared).Select(field => field.FieldType));
        foreach (var method in type.GetMethods(Declared).Cast<MethodBase>().Concat(type.GetConstructors(Declared)))
        {
            found.AddRange(method.GetParameters().Select(parameter => parameter.ParameterType));
            found.Add((method as MethodInfo)?.ReturnType);
            found.AddRange(method.GetMethodBody()?.LocalVariables.Select(local => local.LocalType) ?? []);
            found.AddRange(Mentioned(method));
        }

        return found.OfType<Type>().SelectMany(Parts);
    }

    /// <summary>A type, what it is an array of, and its type arguments.</summary>
    private static IEnumerable<Type> Parts(Type type)
    {
        if (type.HasElementType)
            return Parts(type.GetElementType()!);
        return type.IsGenericType ? type.GetGenericArguments().SelectMany(Parts).Prepend(type.GetGenericTypeDefinition()) : [type];
    }

    /// <summary>The types whose members the code of a method names.</summary>
    private static IEnumerable<Type> Mentioned(MethodBase method)
    {
        var code = method.GetMethodBody()?.GetILAsByteArray() ?? [];
        var typeArguments = method.DeclaringType!.IsGenericType ? method.DeclaringType.GetGenericArguments() : null;
        var methodArguments = method.IsGenericMethod ? method.GetGenericArguments() : null;
        for (var at = 0; at < code.Length;)
        {
            var value = code[at] == 0xFE ? unchecked((short)(0xFE00 | code[at + 1])) : code[at];
            var operation = OpCodesByValue[value];
            at += operation.Size;
            if (operation.OperandType is OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineType or OperandType.InlineTok)
            {
                var member = method.Module.ResolveMember(BitConverter.ToInt32(code, at), typeArguments, methodArguments);
                if ((member as Type ?? member?.DeclaringType) is { } named)
                    yield return named;
                foreach (var argument in member is MethodInfo { IsGenericMethod: true } generic ? generic.GetGenericArguments() : [])
                    yield return argument;
            }

            at += OperandSize(operation.OperandType, code, at);
        }
    }

    private static int OperandSize(OperandType operand, byte[] code, int at) => operand switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code, at)),
        _ => 4,
    };
}
