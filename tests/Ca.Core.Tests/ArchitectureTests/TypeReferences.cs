using System.Reflection;
using System.Reflection.Emit;

namespace Ca.Core.Tests.ArchitectureTests;

/// <summary>
/// Every type that a type of an assembly names: in its declaration, its members' signatures and the instructions of its methods.
/// Read from the compiled code, so that a fully qualified name, a <c>var</c> or an alias is seen as well as a using.
/// </summary>
static class TypeReferences
{
    const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    static readonly Dictionary<short, OpCode> OpCodesByValue = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => code.Value);

    public static IEnumerable<(Type User, Type Used)> Of(Assembly assembly) =>
        from user in assembly.GetTypes()
        from used in NamedBy(user).SelectMany(Parts).Distinct()
        select (user, used);

    static IEnumerable<Type> NamedBy(Type type) =>
    [
        .. type.BaseType is { } parent ? [parent] : Type.EmptyTypes,
        .. type.GetInterfaces(),
        .. Attributes(type),
        .. type.GetFields(Declared).SelectMany(field => Attributes(field).Append(field.FieldType)),
        .. type.GetProperties(Declared).SelectMany(Attributes),
        .. type.GetMethods(Declared).SelectMany(NamedBy),
        .. type.GetConstructors(Declared).SelectMany(NamedBy),
    ];

    static IEnumerable<Type> NamedBy(MethodBase method) =>
    [
        .. Attributes(method),
        .. method is MethodInfo { ReturnType: var result } ? [result] : Type.EmptyTypes,
        .. method.GetParameters().Select(parameter => parameter.ParameterType),
        .. method.IsGenericMethodDefinition ? method.GetGenericArguments() : [],
        .. method.GetMethodBody() is { } body ? [.. body.LocalVariables.Select(local => local.LocalType), .. Instructed(method, body)] : Type.EmptyTypes,
    ];

    static IEnumerable<Type> Attributes(MemberInfo member) => member.CustomAttributes.Select(attribute => attribute.AttributeType);

    static IEnumerable<Type> Instructed(MethodBase method, MethodBody body)
    {
        var code = body.GetILAsByteArray()!;
        for (var at = 0; at < code.Length;)
        {
            var value = code[at] == 0xFE ? unchecked((short)(0xFE00 | code[++at])) : code[at];
            at++;
            var operand = OpCodesByValue[value].OperandType;
            if (operand is OperandType.InlineType or OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineTok)
                foreach (var type in Resolve(method, BitConverter.ToInt32(code, at)))
                    yield return type;
            at += operand switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + 4 * BitConverter.ToInt32(code, at),
                _ => 4,
            };
        }
    }

    static IEnumerable<Type> Resolve(MethodBase user, int token)
    {
        var typeArguments = user.DeclaringType!.IsGenericType ? user.DeclaringType.GetGenericArguments() : null;
        var methodArguments = user.IsGenericMethod ? user.GetGenericArguments() : null;
        return user.Module.ResolveMember(token, typeArguments, methodArguments) switch
        {
            Type type => [type],
            MethodInfo method => [method.DeclaringType!, method.ReturnType, .. method.GetGenericArguments()],
            { DeclaringType: { } declaring } => [declaring],
            _ => [],
        };
    }

    /// <summary>What a constructed type is made of: <c>List&lt;Certificate&gt;[]</c> names Certificate.</summary>
    static IEnumerable<Type> Parts(Type type) => type switch
    {
        { HasElementType: true } => Parts(type.GetElementType()!),
        { IsGenericParameter: true } => type.GetGenericParameterConstraints().Where(c => !c.ContainsGenericParameters).SelectMany(Parts),
        { IsConstructedGenericType: true } => type.GetGenericArguments().SelectMany(Parts).Prepend(type.GetGenericTypeDefinition()),
        _ => [type],
    };
}
